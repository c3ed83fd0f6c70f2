"""The components of an environment on Docker: counterparts of AWS's, in containers on one
machine."""
