"""The demonstration: invented people and eight agreements, brought to where they stand through the operations."""
