// Reads an iCalendar file with KCalendarCore (KOrganizer, Merkuro) and prints what it shows, as libical.c has it.
// Build: cmake -B BUILD && make -C BUILD; run: TZ=Asia/Shanghai BUILD/kcalendar FILE FIRST LAST
#include <KCalendarCore/ICalFormat>
#include <KCalendarCore/MemoryCalendar>
#include <KCalendarCore/OccurrenceIterator>
#include <QCoreApplication>
#include <QFile>
#include <QTextStream>
#include <QTimeZone>

using namespace KCalendarCore;

static QString moment(const QDateTime &when, bool whole) {
  return whole ? when.date().toString("yyyyMMdd") : when.toTimeZone(QTimeZone("Asia/Shanghai")).toString("yyyyMMdd'T'HHmmss");
}

int main(int argc, char **argv) {
  QCoreApplication application(argc, argv);
  if (argc != 4) return 2;
  QFile file(argv[1]);
  if (!file.open(QIODevice::ReadOnly)) return 2;
  const MemoryCalendar::Ptr calendar(new MemoryCalendar(QTimeZone("Asia/Shanghai")));
  ICalFormat format;
  QTextStream out(stdout);
  out.setCodec("UTF-8");
  const bool read = format.fromRawString(calendar, file.readAll());
  out << "errors " << (read && !format.exception() ? 0 : 1) << '\n';
  const QDate first = QDate::fromString(argv[2], "yyyyMMdd"), last = QDate::fromString(argv[3], "yyyyMMdd");
  OccurrenceIterator each(*calendar, first.addDays(-400).startOfDay(), last.addDays(1).startOfDay());
  while (each.hasNext()) {
    each.next();
    const Event::Ptr event = each.incidence().dynamicCast<Event>();
    if (!event) continue;
    const bool whole = event->allDay();
    QDateTime end = each.occurrenceEndDate();
    if (whole) end = end.addDays(1);
    out << "event\t" << event->uid() << "\t\t" << moment(each.occurrenceStartDate(), whole) << '\t' << moment(end, whole) << '\t' << event->summary() << '\n';
  }
  for (const Todo::Ptr &todo : calendar->rawTodos())
    out << "todo\t" << todo->uid() << "\t\t" << moment(todo->dtDue(), todo->allDay()) << "\t\t" << todo->summary() << '\n';
  return read ? 0 : 1;
}
