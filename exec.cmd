@rem `npm start` says `exec node …`, so that signals reach the hub and not a shell. Windows has no exec: this is it.
@%*
