/* Reads an iCalendar file with libical and prints what it shows: "errors N", then a line for each instance until LAST:
   kind, UID, RECURRENCE-ID, first, end and title, with tabs between them, moments in China's time.
   Build: cc libical.c -o libical -lical; run: TZ=Asia/Shanghai ./libical FILE FIRST LAST (days, 20261201) */
#include <libical/ical.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static char *content(const char *path) {
  FILE *file = fopen(path, "rb");
  if (!file) { perror(path); exit(2); }
  fseek(file, 0, SEEK_END);
  long size = ftell(file);
  rewind(file);
  char *text = malloc(size + 1);
  if (fread(text, 1, size, file) != (size_t)size) exit(2);
  text[size] = 0;
  fclose(file);
  return text;
}

static void moment(time_t when, int whole) {
  char text[32];
  struct tm parts;
  if (whole) gmtime_r(&when, &parts);
  else localtime_r(&when, &parts);
  strftime(text, sizeof text, whole ? "%Y%m%d" : "%Y%m%dT%H%M%S", &parts);
  printf("%s\t", text);
}

static time_t seconds(struct icaltimetype when) {
  return when.is_date ? icaltime_as_timet(when) : icaltime_as_timet_with_zone(when, icaltime_get_timezone(when));
}

static void instance(icalcomponent *event, struct icaltime_span *span, void *unused) {
  (void)unused;
  int whole = icalcomponent_get_dtstart(event).is_date;
  struct icaltimetype replaced = icalcomponent_get_recurrenceid(event);
  printf("event\t%s\t", icalcomponent_get_uid(event));
  if (icaltime_is_null_time(replaced)) printf("\t");
  else moment(seconds(replaced), replaced.is_date);
  moment(span->start, whole);
  moment(span->end, whole);
  printf("%s\n", icalcomponent_get_summary(event));
}

int main(int argc, char **argv) {
  if (argc != 4) return 2;
  tzset();
  icalcomponent *calendar = icalparser_parse_string(content(argv[1]));
  if (!calendar) { puts("errors 1"); return 1; }
  int errors = icalcomponent_count_errors(calendar);
  if (!icalrestriction_check(calendar)) errors += icalcomponent_count_errors(calendar) + 1;
  printf("errors %d\n", errors);
  struct icaltimetype first = icaltime_from_string(argv[2]), last = icaltime_from_string(argv[3]);
  icaltime_adjust(&first, -400, 0, 0, 0);
  icaltime_adjust(&last, 2, 0, 0, 0);
  for (icalcomponent *event = icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT); event;
       event = icalcomponent_get_next_component(calendar, ICAL_VEVENT_COMPONENT))
    icalcomponent_foreach_recurrence(event, first, last, instance, 0);
  for (icalcomponent *todo = icalcomponent_get_first_component(calendar, ICAL_VTODO_COMPONENT); todo;
       todo = icalcomponent_get_next_component(calendar, ICAL_VTODO_COMPONENT)) {
    struct icaltimetype due = icalcomponent_get_due(todo);
    printf("todo\t%s\t\t", icalcomponent_get_uid(todo));
    moment(seconds(due), due.is_date);
    printf("\t%s\n", icalcomponent_get_summary(todo));
  }
  icalcomponent_free(calendar);
  return 0;
}
