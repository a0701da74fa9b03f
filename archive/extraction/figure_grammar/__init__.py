"""How figures are told: `items` of sentences, what is `counted`, its `bounds`, its `setting`, the `gate`."""
