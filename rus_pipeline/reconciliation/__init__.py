"""Printed figures of earlier reports and registers, compared with the figures that are built."""
