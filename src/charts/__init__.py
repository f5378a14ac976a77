"""Charts: functions from a small pandas frame to a Plotly figure. No I/O, no arithmetic on business rules."""
