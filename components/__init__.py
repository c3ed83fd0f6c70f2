"""The components of an environment, a room for each part of AWS, and `local` for Docker."""
