"""The components of an environment on Docker: the nouns of AWS, in containers on one machine."""
