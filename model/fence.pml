/*
 * fence.pml: the record of one execution under fenced writes (docs/protocol.md, "Fenced writes").
 *
 * Two nodes claim, commit, park and finish one execution of STEPS steps. Every write may be delayed for
 * as long as it likes, be sent again, land twice and in any order; its answer may be lost. A node may
 * stand still anywhere, crash and start again as another process, and be taken over while it is alive.
 *
 * Holds: S1 (one write each seq, one owner each epoch), S2 (no committed step is run again, but by an owner
 * that was overtaken and does not know it), S3 (one result, reached), and what S4 rests on: a node that has
 * sealed never owns anything again.
 *
 * Bounds: OVERTAKEN takeovers of a live owner, CRASHES, PARKS, COPIES_MORE second copies of a write,
 * ANSWERS_LOST, SEALS.
 * Seeded bugs: NO_SEQ, NO_EPOCH, READ_AFTER_TIMEOUT, REFUSED_MEANS_LOST, PROCEED_UNANSWERED, SEAL_UNANSWERED.
 */
#define NODES 2
#define STEPS 2
/* Of writes that are on their way at once. */
#define ROOM 3

mtype = { CLAIM, COMMIT, PARK, FINISH };
mtype = { IDLE, WAITING, RUNNING, IN_STEP };
mtype = { NONE, ACCEPTED, REFUSED };

/* A write: conditional on owner, epoch and seq, it sets another owner, epoch and number of steps. */
typedef Write {
  byte token; /* 0: no write */
  byte from;
  mtype kind;
  byte owner, epoch, seq;
  byte nextOwner, nextEpoch, nextSteps
}
Write onItsWay[ROOM];
Write sent[NODES]; /* what a node waits for the answer of */
mtype answer[NODES] = NONE;

/* The record: without an owner it is parked, or finished. */
byte owner = 0, epoch = 0, seq = 1, steps = 0, token = 0;
bool finished = false;
byte ownerOfEpoch = 0; /* also after it has parked; for the assertions only */
bool landed[12]; /* token -> its write was made; for the assertions only */

byte process[NODES]; /* the id of the process that runs in a node's place, random at each start */
bool sealed[NODES];
byte processes = NODES;
byte overtaken = 0, crashes = 0, parks = 0, copies = 0, answersLost = 0, seals = 0;

#define isAlive(p) (process[0] == p || process[1] == p)
#define isFree (onItsWay[0].token == 0 || onItsWay[1].token == 0 || onItsWay[2].token == 0)
#define isMine(c) (onItsWay[c].token == sent[me].token && onItsWay[c].from == process[me])
#define isSent (isMine(0) || isMine(1) || isMine(2))
/* Random, so that it is another one than any that can still be met. */
#define isMet(t) \
  (t == token || t == sent[0].token || t == sent[1].token || t == onItsWay[0].token || \
   t == onItsWay[1].token || t == onItsWay[2].token)

inline forget(w) {
  w.token = 0; w.from = 0; w.kind = 0; w.owner = 0; w.epoch = 0; w.seq = 0;
  w.nextOwner = 0; w.nextEpoch = 0; w.nextSteps = 0
}

/* Sends what the node waits for, for the first time or once more: the same write, the same token. */
inline send() {
  i = 0;
  do
  :: onItsWay[i].token == 0 -> break
  :: else -> i++
  od;
  onItsWay[i].token = sent[me].token; onItsWay[i].from = process[me]; onItsWay[i].kind = sent[me].kind;
  onItsWay[i].owner = sent[me].owner; onItsWay[i].epoch = sent[me].epoch; onItsWay[i].seq = sent[me].seq;
  onItsWay[i].nextOwner = sent[me].nextOwner; onItsWay[i].nextEpoch = sent[me].nextEpoch;
  onItsWay[i].nextSteps = sent[me].nextSteps;
  i = 0
}

inline write(what, asOwner, asEpoch, asSeq, newOwner, newEpoch, newSteps) {
  i = 1;
  do
  :: isMet(i) -> i++
  :: else -> break
  od;
  landed[i] = false;
  sent[me].token = i; sent[me].kind = what;
  sent[me].owner = asOwner; sent[me].epoch = asEpoch; sent[me].seq = asSeq;
  sent[me].nextOwner = newOwner; sent[me].nextEpoch = newEpoch; sent[me].nextSteps = newSteps;
  answer[me] = NONE;
  send();
  state = WAITING
}

/* The node goes on as if its write had been made, or has lost the execution. */
inline conclude(made) {
  if
  :: made && (sent[me].kind == CLAIM || sent[me].kind == COMMIT) ->
    state = RUNNING; myEpoch = sent[me].nextEpoch; mySeq = sent[me].seq + 1; mySteps = sent[me].nextSteps
  :: else -> state = IDLE; myEpoch = 0; mySeq = 0; mySteps = 0
  fi;
  forget(sent[me]); answer[me] = NONE
}

#ifdef NO_EPOCH
#define NEXT_EPOCH epoch
#else
#define NEXT_EPOCH (epoch + 1)
#endif
#ifdef REFUSED_MEANS_LOST
#define foundOwnToken false
#else
#define foundOwnToken (token == sent[me].token)
#endif
#ifdef SEAL_UNANSWERED
#define ownsNothing (state == IDLE || (state == WAITING && sent[me].kind == CLAIM))
#else
#define ownsNothing (state == IDLE)
#endif

proctype Node(byte me) {
  mtype state = IDLE;
  byte myEpoch, mySeq, mySteps, i;
  bool gaveUp = false;
  do
  /* Claims a parked execution, as it has read it. */
  :: atomic { state == IDLE && !sealed[me] && !finished && owner == 0 && isFree ->
      write(CLAIM, 0, epoch, seq, process[me], NEXT_EPOCH, steps) }
  /* Takes it over from an owner that has ended, or only looks as if it had. */
  :: atomic { state == IDLE && !sealed[me] && owner != 0 && owner != process[me] && isFree &&
      (!isAlive(owner) || overtaken < OVERTAKEN) ->
      if
      :: isAlive(owner) -> overtaken++
      :: else
      fi;
      write(CLAIM, owner, epoch, seq, process[me], NEXT_EPOCH, steps) }
  /* A step: its side effect, then its commit. */
  :: atomic { state == RUNNING && mySteps < STEPS ->
      assert(mySteps >= steps || owner != process[me] || epoch != myEpoch); /* S2 */
      state = IN_STEP }
  :: atomic { state == IN_STEP && isFree ->
      write(COMMIT, process[me], myEpoch, mySeq, process[me], myEpoch, mySteps + 1) }
  :: atomic { state == RUNNING && mySteps == STEPS && isFree ->
      write(FINISH, process[me], myEpoch, mySeq, 0, myEpoch, mySteps) }
  :: atomic { state == RUNNING && parks < PARKS && isFree ->
      parks++;
      write(PARK, process[me], myEpoch, mySeq, 0, myEpoch, mySteps) }
  /* Answered. Refused, it reads: its own token there means that the write was made. */
  :: atomic { state == WAITING && answer[me] == ACCEPTED -> conclude(true) }
  :: atomic { state == WAITING && answer[me] == REFUSED -> conclude(foundOwnToken) }
  /* Not answered: the same write again. */
  :: atomic { state == WAITING && answer[me] == NONE && isFree && (!isSent || copies < COPIES_MORE) ->
      if
      :: isSent -> copies++
      :: else
      fi;
      send() }
#ifdef READ_AFTER_TIMEOUT
  /* The bug: it reads without having been refused, and believes that. */
  :: atomic { state == WAITING && answer[me] == NONE && !gaveUp -> gaveUp = true; conclude(token == sent[me].token) }
#endif
#ifdef PROCEED_UNANSWERED
  :: atomic { state == WAITING && answer[me] == NONE && !gaveUp && sent[me].kind == COMMIT ->
      gaveUp = true; conclude(true) }
#endif
  /* Seals: it owns nothing and waits for no answer. */
  :: atomic { ownsNothing && !sealed[me] && seals < SEALS ->
      seals++; sealed[me] = true;
      assert(owner != process[me]) }
  /* Crashes; the next process in its place has another id. */
  :: atomic { state != IDLE && crashes < CRASHES ->
      crashes++; processes++; process[me] = processes;
      conclude(false) }
  od
}

#ifdef NO_SEQ
#define stands(w) (owner == w.owner && epoch == w.epoch)
#else
#define stands(w) (owner == w.owner && epoch == w.epoch && seq == w.seq)
#endif

/* Writes land in any order; the store answers who is still there, or the answer is lost. */
proctype Store() {
  byte c, n;
  bool accepted;
  do
  :: atomic {
      if
      :: onItsWay[0].token != 0 -> c = 0
      :: onItsWay[1].token != 0 -> c = 1
      :: onItsWay[2].token != 0 -> c = 2
      fi;
      accepted = stands(onItsWay[c]);
      if
      :: accepted ->
        assert(!landed[onItsWay[c].token]); /* S1: a write is made once, ... */
        landed[onItsWay[c].token] = true;
        assert(onItsWay[c].seq + 1 > seq); /* ... one each seq, ... */
        assert(onItsWay[c].nextSteps >= steps); /* (so that no outcome is lost: S2) */
        assert(onItsWay[c].nextEpoch > epoch || onItsWay[c].nextOwner == 0 || onItsWay[c].nextOwner == ownerOfEpoch); /* ... one owner each epoch */
        assert(!finished); /* S3: one result */
        if
        :: onItsWay[c].kind == FINISH -> finished = true
        :: else
        fi;
        for (n : 0 .. NODES - 1) {
          assert(!(sealed[n] && onItsWay[c].nextOwner == process[n])) /* what S4 rests on */
        };
        if
        :: onItsWay[c].nextOwner != 0 -> ownerOfEpoch = onItsWay[c].nextOwner
        :: else
        fi;
        owner = onItsWay[c].nextOwner; epoch = onItsWay[c].nextEpoch; seq = onItsWay[c].seq + 1;
        steps = onItsWay[c].nextSteps; token = onItsWay[c].token
      :: else
      fi;
      if
      :: answersLost < ANSWERS_LOST -> answersLost++
      :: n = 0;
        do
        :: n == NODES -> break
        :: n < NODES ->
          if
          :: process[n] == onItsWay[c].from && sent[n].token == onItsWay[c].token ->
            answer[n] = (accepted -> ACCEPTED : REFUSED)
          :: else
          fi;
          n++
        od
      fi;
      forget(onItsWay[c]); c = 0; n = 0; accepted = false }
  od
}

/* When nothing can happen any more: finished, unless every node has sealed. */
active proctype Monitor() {
  timeout -> assert(finished || (sealed[0] && sealed[1]))
}

init {
  atomic { process[0] = 1; process[1] = 2; run Node(0); run Node(1); run Store() }
}
