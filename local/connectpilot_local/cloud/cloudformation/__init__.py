"""The CloudFormation types that moto lacks or loses properties of."""
