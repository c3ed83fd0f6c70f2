"""The provider plugin: the emulated account served to the Pulumi engine as its AWS provider."""
