"""The daily operation of an environment that stands, on AWS, emulated or on Docker."""
