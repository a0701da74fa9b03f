// What the page does without this file stays done; this adds keys, completions and the way from match to match.
