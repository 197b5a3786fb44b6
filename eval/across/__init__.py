"""An invented library of calls in two languages, and questions across it in which company, period and speaker matter."""
