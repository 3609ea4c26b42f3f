"""Reports that a superior asks for: pure functions from content and counts to a `report.Report`, and from that to text (`forms`, `page`)."""
