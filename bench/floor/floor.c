/*
 * The floor: the minimum work of any mixing server, as a baseline for Parlor.
 *
 * It implements just enough of the wire contract for the load generator: `create`, `join` and `voice`; any other
 * action is read and ignored. In every period (20 ms unless FRAME_BYTES says otherwise), it takes one frame of each
 * member who sent one, sums them, and sends each member the sum minus their own voice, with one system call. It has no
 * jitter buffer, no backlog and no checks: a client that does not read in time is disconnected.
 *
 * One thread, one epoll, one timer. Linux only. It prints the same first line as Parlor's server.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/timerfd.h>
#include <unistd.h>

#define VOICE_IN "{\"action\":\"voice\""
#ifndef FRAME_BYTES
#define FRAME_BYTES 1920             /* on the wire: 20 ms at 48 kHz */
#endif
#define TEXT(number) #number
#define VOICE_OF(bytes) "{\"label\":\"voice\",\"bytes\":" TEXT(bytes) "}\n"
#define VOICE_OUT VOICE_OF(FRAME_BYTES)

enum {
  FRAME = FRAME_BYTES / 2,           /* samples */
  HEADER_BYTES = sizeof VOICE_OUT - 1,
  WAITING = 2,                       /* frames kept of a talker; one more drops the oldest */
  READ_BYTES = 16 * 1024,
  MAX_ROOMS = 64,
  MAX_MEMBERS = 4096,                /* of a room, and the highest file descriptor */
  PERIOD_NS = FRAME * (1000 * 1000) / 48
};

typedef struct {
  int fd, room;                      /* room is -1 until joined */
  int waiting;                       /* frames in `queue`, the oldest first */
  int talks;                         /* `now` takes part in this tick's mix */
  int16_t queue[WAITING][FRAME], now[FRAME];
  size_t held;                       /* bytes in `unread` */
  char unread[READ_BYTES];
} Member;

typedef struct {
  char name[64];
  Member *members[MAX_MEMBERS];
  int count;
} Room;

/* A message as it leaves: header and frame in one piece, so that one `send` carries both. */
typedef struct __attribute__((packed)) {
  char header[HEADER_BYTES];
  int16_t frame[FRAME];
} Message;

static Room rooms[MAX_ROOMS];
static int room_count;
static Member *member_of[MAX_MEMBERS];

static void leave(Member *member) {
  if (member->room >= 0) {
    Room *room = &rooms[member->room];
    for (int i = 0; i < room->count; i++)
      if (room->members[i] == member) room->members[i] = room->members[--room->count];
  }
  member_of[member->fd] = NULL;
  close(member->fd);
  free(member);
}

static int room_named(const char *name) {
  for (int i = 0; i < room_count; i++)
    if (strcmp(rooms[i].name, name) == 0) return i;
  return -1;
}

/* Copies the text after `"room":"` up to its closing quote; no escapes, the load generator needs none. */
static void read_room_name(const char *line, char name[64]) {
  const char *at = strstr(line, "\"room\":\"");
  size_t length = at ? strcspn(at + 8, "\"") : 0;
  if (length > 63) length = 63;
  memcpy(name, at ? at + 8 : "", length);
  name[length] = 0;
}

static void answer(Member *member, const char *line) {
  char name[64], reply[160];
  const char *status = "ok", *label;
  read_room_name(line, name);
  int room = room_named(name);
  if (strstr(line, "\"create\"")) {
    label = "created_room";
    if (room >= 0) status = "room already exists";
    else if (room_count == MAX_ROOMS) status = "too many rooms";
    else strcpy(rooms[room_count++].name, name);
  } else if (strstr(line, "\"join\"")) {
    label = "join_room";
    if (room < 0) status = "room not found";
    else if (member->room >= 0) status = "room already joined";
    else rooms[member->room = room].members[rooms[room].count++] = member;
  } else return;
  int length = snprintf(reply, sizeof reply, "{\"label\":\"%s\",\"status\":\"%s\",\"room\":\"%s\"}\n", label, status, name);
  send(member->fd, reply, length, MSG_NOSIGNAL);
}

static void keep_frame(Member *member, const char *payload) {
  if (member->waiting == WAITING) {
    memmove(member->queue[0], member->queue[1], (WAITING - 1) * FRAME_BYTES);
    member->waiting--;
  }
  memcpy(member->queue[member->waiting++], payload, FRAME_BYTES);
}

/* Reads once, then takes every whole message out of what is held; 0 when the member is gone. */
static int receive(Member *member) {
  ssize_t got = recv(member->fd, member->unread + member->held, READ_BYTES - member->held, 0);
  if (got <= 0) return 0;
  member->held += got;
  char *at = member->unread, *end = at + member->held, *newline;
  while (at < end && (newline = memchr(at, '\n', end - at))) {
    char *next = newline + 1;
    if (strncmp(at, VOICE_IN, sizeof VOICE_IN - 1) == 0) {
      if (end - next < FRAME_BYTES) break;
      keep_frame(member, next);
      next += FRAME_BYTES;
    } else {
      *newline = 0;
      answer(member, at);
    }
    at = next;
  }
  member->held = end - at;
  memmove(member->unread, at, member->held);
  return 1;
}

static int16_t clamp(int32_t sample) {
  return sample > INT16_MAX ? INT16_MAX : sample < INT16_MIN ? INT16_MIN : sample;
}

/* One sum for the room; a talker gets it less their own frame, all who are silent share one message. */
static void mix(Room *room) {
  static int32_t sum[FRAME];
  static Message shared = {.header = VOICE_OUT}, own = {.header = VOICE_OUT};
  int talkers = 0;
  memset(sum, 0, sizeof sum);
  for (int m = 0; m < room->count; m++) {
    Member *member = room->members[m];
    if (!(member->talks = member->waiting > 0)) continue;
    memcpy(member->now, member->queue[0], FRAME_BYTES);
    memmove(member->queue[0], member->queue[1], (WAITING - 1) * FRAME_BYTES);
    member->waiting--;
    talkers++;
    for (int i = 0; i < FRAME; i++) sum[i] += member->now[i];
  }
  if (talkers == 0) return;
  for (int i = 0; i < FRAME; i++) shared.frame[i] = clamp(sum[i]);
  for (int m = room->count - 1; m >= 0; m--) { /* backwards: `leave` moves the last one here */
    Member *member = room->members[m];
    if (member->talks && talkers == 1) continue;
    if (member->talks)
      for (int i = 0; i < FRAME; i++) own.frame[i] = clamp(sum[i] - member->now[i]);
    const Message *message = member->talks ? &own : &shared;
    if (send(member->fd, message, sizeof *message, MSG_DONTWAIT | MSG_NOSIGNAL) != sizeof *message) leave(member);
  }
}

static void admit(int epoll, int listener) {
  int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
  if (fd < 0) return;
  if (fd >= MAX_MEMBERS) {
    close(fd);
    return;
  }
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
  Member *member = member_of[fd] = calloc(1, sizeof *member);
  member->fd = fd;
  member->room = -1;
  epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &(struct epoll_event){.events = EPOLLIN, .data.fd = fd});
}

static int listen_on_loopback(void) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof address;
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  if (bind(listener, (struct sockaddr *)&address, length) || listen(listener, 1024)) exit(1);
  getsockname(listener, (struct sockaddr *)&address, &length);
  printf("Initializing Chat Server at IP [127.0.0.1] and port [%d]\n", ntohs(address.sin_port));
  fflush(stdout);
  return listener;
}

static int start_ticking(void) {
  struct timespec period = {.tv_nsec = PERIOD_NS};
  int timer = timerfd_create(CLOCK_MONOTONIC, 0);
  timerfd_settime(timer, 0, &(struct itimerspec){.it_interval = period, .it_value = period}, NULL);
  return timer;
}

int main(void) {
  struct epoll_event events[256];
  prctl(PR_SET_PDEATHSIG, SIGTERM); /* the benchmark is the parent: end with it */
  setrlimit(RLIMIT_NOFILE, &(struct rlimit){MAX_MEMBERS, MAX_MEMBERS});
  int epoll = epoll_create1(0), listener = listen_on_loopback(), timer = start_ticking();
  epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &(struct epoll_event){.events = EPOLLIN, .data.fd = listener});
  epoll_ctl(epoll, EPOLL_CTL_ADD, timer, &(struct epoll_event){.events = EPOLLIN, .data.fd = timer});
  for (;;) {
    int count = epoll_wait(epoll, events, 256, -1);
    for (int e = 0; e < count; e++) {
      int fd = events[e].data.fd;
      uint64_t missed;
      if (fd == listener) admit(epoll, listener);
      else if (fd == timer && read(timer, &missed, sizeof missed) > 0)
        for (int r = 0; r < room_count; r++) mix(&rooms[r]);
      else if (fd != timer && member_of[fd] && !receive(member_of[fd])) leave(member_of[fd]);
    }
  }
}
