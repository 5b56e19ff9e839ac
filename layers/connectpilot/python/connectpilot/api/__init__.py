"""Kafka Connect's REST contract over the tables and the door."""
