"""From what a system sent to what a metric reads: sources, record log, conform, snapshot, engine."""
