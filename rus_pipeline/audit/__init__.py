"""The auditors' questions to an edition, answered without the engine that counted it."""
