/*
 * readers.pml: the last reader of a version (docs/protocol.md, "Drain and seal"; core/readers.ts, lambdas/last-reader.ts).
 *
 * Node LAST is the only one left of version OLD, in the instance that is to be changed; node OTHER, elsewhere, runs
 * version NEW and serves. One execution comes to either; whether NEW reads what OLD has written is for NEW to
 * declare, and with DIVERGENCE that may turn out to be wrong. What was cut off is done again by its own version
 * only; a draining node does it if nobody who serves can, and finishes what nobody who serves can read. Before it changes the instance the upgrade waits until
 * nothing that the dead have sent can still land, looks at every unfinished execution, and drains anew where
 * one needs this instance, or gives up and has it serve again.
 *
 * Holds: S9; that a cut-off step is done again by the version that began it; S3 and L2, but for what a declared
 * reader has diverged from.
 * Bounds: CRASHES (of either node), RENEWALS; READS: NEW declares that it reads OLD; DIVERGENCE.
 * Seeded bugs: NOT_LOOKED, READABLE_IS_ENOUGH, NOT_SETTLED, ANY_TAKES_OVER, DRAINING_TAKES_NONE.
 */
#define STEPS 2
#define LAST 0
#define OTHER 1
#define OLD 0
#define NEW 1
#define NONE 2 /* no version has yet run it */

mtype = { SERVING, DRAINING, SEALED };
mtype = { ABSENT, PARKED, RUNNING, FINISHED };
mtype = { NOTHING, CLAIMING, OWNING, IN_STEP };
mtype = { NO_ANSWER, ACCEPTED, REFUSED };

/* The record. */
mtype status = ABSENT;
byte owner = 0, ownerProcess = 0, epoch = 0, steps = 0, version = NONE, claimedFrom = NONE;
bool excludesNew = false;

/* Nodes. Of OTHER the mode is always SERVING. */
mtype mode = SERVING, state[2] = SERVING, said = SERVING;
byte generation = 1, stateOf = 1, saidOf = 1;
byte process[2] = 1, versionOf[2];
mtype doing[2] = NOTHING, answer[2] = NO_ANSWER;
byte epochOf[2];
bool stays; /* LAST finishes it while it drains */
byte claim[2], claimOf[2], claimVersion[2]; /* on its way: the epoch that it makes, who sent it, of which version */

byte crashes = 0, renewals[2] = 0; /* for what was cut off, and for what is parked */
bool over = false;
byte cutOff = NONE; /* the version that was cut off in the middle of the step that is next; for the assertion only */

#define isOwned(n) (status == RUNNING && owner == n && ownerProcess == process[n])
#define holds(n) (isOwned(n) && epoch == epochOf[n])
#define isOrphaned (status == RUNNING && ownerProcess != process[owner])
#ifdef READS
#define newReadsOld true
#else
#define newReadsOld false
#endif
/* NEW reads what it has written itself, what nobody has, and what it has declared. */
#define reads(v) (v == NEW -> !excludesNew && (version != OLD || newReadsOld) : version != NEW)
/* What nobody who serves can read stays, and is finished by a draining node. */
#define mayClaim(n) (state[n] == SERVING || (state[n] == DRAINING && isLastOfVersion(n) && !reads(NEW)))
#ifdef DIVERGENCE
#define diverges(n) (versionOf[n] == NEW && claimedFrom == OLD && steps > 0)
#else
#define diverges(n) false
#endif
#ifdef ANY_TAKES_OVER
#define maySucceed(v) true
#else
#define maySucceed(v) (version == v)
#endif
/* Nobody who serves runs this node's version. */
#define isLastOfVersion(n) (n == LAST && versionOf[n] != versionOf[OTHER])
#ifdef DRAINING_TAKES_NONE
#define mayTakeOver(n) (state[n] == SERVING)
#else
#define mayTakeOver(n) (state[n] == SERVING || (state[n] == DRAINING && isLastOfVersion(n)))
#endif

inline crash(n) {
  if
  :: doing[n] == IN_STEP && holds(n) -> cutOff = versionOf[n]
  :: else
  fi;
  process[n]++; doing[n] = NOTHING; answer[n] = NO_ANSWER; epochOf[n] = 0;
  if
  :: n == LAST -> stays = false; state[n] = mode; stateOf = generation; said = DRAINING; saidOf = 0
  :: else
  fi
}

proctype Node(byte n) {
  do
  :: atomic { n == LAST && stateOf < generation -> state[n] = mode; stateOf = generation }
  :: atomic { n == LAST && (said != state[n] || saidOf != stateOf) -> said = state[n]; saidOf = stateOf }
  /* It has looked for what was cut off first; what is parked an index shows, which lags behind. */
  :: atomic { n == LAST && state[n] == DRAINING && doing[n] == NOTHING && !(isOrphaned && mayTakeOver(n) && maySucceed(versionOf[n])) ->
      state[n] = SEALED }

  /* The request; one that comes late is of no version. */
  :: atomic { status == ABSENT && doing[n] == NOTHING && (state[n] == SERVING || !over) ->
      if
      :: state[n] == SERVING ->
        status = RUNNING; owner = n; ownerProcess = process[n]; epoch = 1; epochOf[n] = 1; version = versionOf[n];
        doing[n] = OWNING
      :: else -> status = PARKED
      fi }
  :: atomic { status == PARKED && doing[n] == NOTHING && claim[n] == 0 && reads(versionOf[n]) && mayClaim(n) ->
      stays = (n == LAST -> state[n] == DRAINING : stays);
      doing[n] = CLAIMING; claim[n] = epoch + 1; claimOf[n] = process[n]; claimVersion[n] = versionOf[n] }
  :: atomic { doing[n] == CLAIMING && answer[n] == ACCEPTED -> doing[n] = OWNING; epochOf[n] = epoch; answer[n] = NO_ANSWER }
  :: atomic { doing[n] == CLAIMING && answer[n] == REFUSED -> doing[n] = NOTHING; answer[n] = NO_ANSWER }
  /* Takes over after an unclean end. */
  :: atomic { isOrphaned && doing[n] == NOTHING && claim[n] == 0 && mayTakeOver(n) && maySucceed(versionOf[n]) ->
      owner = n; ownerProcess = process[n]; epoch++; epochOf[n] = epoch;
      claimedFrom = (version == versionOf[n] -> claimedFrom : version); version = versionOf[n];
      doing[n] = OWNING }
  /* Its replay asks for other steps than were recorded: parked, and left alone by this version. */
  :: atomic { doing[n] == OWNING && holds(n) && diverges(n) ->
      excludesNew = true;
      status = PARKED; owner = 0; ownerProcess = 0; version = OLD; claimedFrom = NONE;
      doing[n] = NOTHING; epochOf[n] = 0 }
  /* Steps; a draining node does the one that was cut off, and parks. */
  :: atomic { doing[n] == OWNING && steps < STEPS && holds(n) && !diverges(n) && (state[n] == SERVING || cutOff != NONE || stays) ->
      assert(cutOff == NONE || cutOff == versionOf[n]); /* by the version that began it */
      doing[n] = IN_STEP }
  :: atomic { doing[n] == IN_STEP ->
      if
      :: holds(n) -> steps++; cutOff = NONE; claimedFrom = NONE; doing[n] = OWNING
      :: else -> doing[n] = NOTHING
      fi }
  :: atomic { doing[n] == OWNING && steps == STEPS && holds(n) && !diverges(n) ->
      status = FINISHED; owner = 0; ownerProcess = 0; doing[n] = NOTHING; epochOf[n] = 0 }
  :: atomic { doing[n] == OWNING && steps < STEPS && state[n] != SERVING && cutOff == NONE && !stays && holds(n) ->
      status = PARKED; owner = 0; ownerProcess = 0; doing[n] = NOTHING; epochOf[n] = 0;
      version = (claimedFrom == NONE -> version : claimedFrom); claimedFrom = NONE }
  :: atomic { crashes < CRASHES -> crashes++; crash(n) }
  od
}

/* A claim lands, whether who sent it is there or not. */
proctype Store() {
  byte n;
  do
  :: atomic {
      if
      :: claim[LAST] != 0 -> n = LAST
      :: claim[OTHER] != 0 -> n = OTHER
      fi;
      if
      :: status == PARKED && epoch + 1 == claim[n] ->
        status = RUNNING; owner = n; ownerProcess = claimOf[n]; epoch++;
        claimedFrom = (version == claimVersion[n] -> claimedFrom : version); version = claimVersion[n];
        if
        :: claimOf[n] == process[n] -> answer[n] = ACCEPTED
        :: else
        fi
      :: else ->
        if
        :: claimOf[n] == process[n] -> answer[n] = REFUSED
        :: else
        fi
      fi;
      claim[n] = 0; claimOf[n] = 0; claimVersion[n] = 0; n = 0 }
  od
}

#define isUnfinished (status == PARKED || status == RUNNING)
#define isOwnedElsewhere (status == RUNNING && owner == OTHER && ownerProcess == process[OTHER])
#define parkedIsReadElsewhere (status == PARKED && reads(NEW))
#ifdef READABLE_IS_ENOUGH
#define orphanIsTakenElsewhere (status == RUNNING && !isOwnedElsewhere && (version == NEW || newReadsOld))
#else
#define orphanIsTakenElsewhere (status == RUNNING && !isOwnedElsewhere && version == NEW)
#endif
#define isNeeded (isUnfinished && !isOwnedElsewhere && !parkedIsReadElsewhere && !orphanIsTakenElsewhere)
#define strictlyNeeded (isUnfinished && !isOwnedElsewhere && !parkedIsReadElsewhere && !(status == RUNNING && version == NEW))
#ifdef NOT_SETTLED
#define isSettled true
#else
#define isSettled (claim[LAST] == 0 || claimOf[LAST] == process[LAST])
#endif

proctype Upgrade() {
  atomic { mode = DRAINING; generation++ };
  do
  :: atomic { said == SEALED && saidOf == generation && isSettled ->
      if
#ifdef NOT_LOOKED
      :: break
#else
      :: !isNeeded -> break
      /* A new drain has the draining nodes do what was cut off, ... */
      :: isNeeded && renewals[status == PARKED] < RENEWALS -> renewals[status == PARKED]++; generation++
      /* ... and what nobody else reads. Where no time is left for that, its version serves again. */
      :: isNeeded && renewals[status == PARKED] == RENEWALS ->
        assert(status == PARKED); /* L1: what was cut off keeps nobody for long */
        mode = SERVING; generation++; goto done
#endif
      fi }
  od;
  /* Apply update: the old version is gone, ended by SIGTERM, so that it parks first (sigterm.pml). */
  atomic {
    doing[LAST] == NOTHING && (claim[LAST] == 0 || claimOf[LAST] != process[LAST]) ->
    assert(!strictlyNeeded || excludesNew); /* S9 */
    assert(!isOwned(LAST));
    versionOf[LAST] = NEW; crash(LAST) };
  atomic { mode = SERVING; generation++ };
done:
  over = true
}

/* When nothing can happen any more: finished, unless a declared reader has diverged after all, perhaps after the look. */
active proctype Monitor() {
  timeout -> assert(over && (status == FINISHED || excludesNew))
}

init {
  atomic {
    versionOf[LAST] = OLD; versionOf[OTHER] = NEW;
    if
    :: skip
    :: status = PARKED; version = OLD; steps = 1 /* at an earlier handover */
    fi;
    run Node(LAST); run Node(OTHER); run Store(); run Upgrade() }
}
