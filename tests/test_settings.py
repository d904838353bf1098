"""The settings file: what it sets, and what is said about each way in which it can be wrong."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time
from pathlib import Path

import pytest

from calendars.events import Lead
from scheduler.channels import Mail
from scheduler.recipients import Recipient
from scheduler.section import Secret, SettingsError, line_of
from scheduler.settings import DEFAULT_LEADS, Settings
from scheduler.settings_file import TABLES, load_settings

WHOLE = """
[database]
url = "sqlite:////srv/yueling.db"

[reminders]
time = "07:30"

[reminders.leads]
deadline = ["10d", "3wd", 0, "1d@17:30"]
event = []

[channels]
default = "mail"

[[recipients]]
name = "办公室"
email = "office@example.org"
kinds = ["deadline", "duty"]

[[recipients]]
name = "值班"
channel = "stdout"
tags = ["年检"]

[mail]
host = "mail.example.org"
security = "tls"
user = "office"
password_env = "MAIL_PASSWORD"
sender = "yueling@example.org"
timeout = 20
hello = "desk7.example.org"
imip = true

[feeds]
title = "云溪省科协"
base_url = "https://example.org/feeds/"

[server]
host = "0.0.0.0"
port = 9000
"""

Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(text: str) -> Path:
        file = tmp_path / "settings.toml"
        file.write_text(text, encoding="utf-8")
        return file

    return write


def test_a_whole_file_is_read(write: Write) -> None:
    settings = load_settings(write(WHOLE), {"MAIL_PASSWORD": "秘密"})
    assert settings.url == "sqlite:////srv/yueling.db"
    assert settings.at == time(7, 30)
    assert settings.leads["deadline"] == (Lead(10), Lead(3, "workdays"), Lead(0), Lead(1, "days", time(17, 30)))
    assert settings.leads["event"] == ()
    assert settings.leads["observance"] == DEFAULT_LEADS["observance"]
    assert settings.recipients == (
        Recipient("办公室", "office@example.org", ("deadline", "duty"), (), "mail"),
        Recipient("值班", None, (), ("年检",), "stdout"),
    )
    mail = settings.channels["mail"]
    assert isinstance(mail, Mail)
    assert (mail.port, mail.timeout, mail.password.reveal()) == (465, 20, "秘密")
    assert (mail.hello, mail.imip) == ("desk7.example.org", True)
    assert (settings.feeds_title, settings.base_url) == ("云溪省科协", "https://example.org/feeds")
    assert (settings.host, settings.port) == ("0.0.0.0", 9000)


def test_a_domain_in_other_letters_is_read_in_ascii(write: Write) -> None:
    text = '[mail]\nhost = "m"\nsender = "office@例子.中国"\n'
    mail = load_settings(write(text), {}).channels["mail"]
    assert isinstance(mail, Mail)
    assert (mail.sender, mail.hello, mail.imip) == ("office@xn--fsqu00a.xn--fiqs8s", None, False)


def test_an_empty_file_sets_nothing(write: Write) -> None:
    file = write("")
    assert load_settings(file, {}) == Settings(file=file)


def test_without_a_file_everything_has_its_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    settings = load_settings(None, {})
    assert settings == Settings()
    assert settings.url.startswith("sqlite:///")
    assert settings.leads["deadline"] == (Lead(30), Lead(7), Lead(1), Lead(0))
    assert settings.leads["observance"] == (Lead(7), Lead(0))


def test_a_time_may_be_a_toml_time(write: Write) -> None:
    assert load_settings(write("[reminders]\ntime = 06:45:00\n"), {}).at == time(6, 45)


def test_the_environment_names_the_file_and_the_database(write: Write) -> None:
    env = {"YUELING_CONFIG": str(write(WHOLE)), "YUELING_DB": "sqlite:///here.db"}
    settings = load_settings(None, env)
    assert (settings.port, settings.url) == (9000, "sqlite:///here.db")


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_bytes(b"\xef\xbb\xbf[server]\r\nport = 81\r\n")
    assert load_settings(file, {}).port == 81


def test_a_password_may_stand_in_a_file_of_its_own(write: Write, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("geheim\n")
    text = '[mail]\nhost = "m"\nsender = "a@example.org"\npassword_file = "secret"\n'
    mail = load_settings(write(text), {}).channels["mail"]
    assert isinstance(mail, Mail)
    assert mail.password.reveal() == "geheim"


def test_no_secret_is_ever_shown(write: Write) -> None:
    settings = load_settings(write(WHOLE), {"MAIL_PASSWORD": "hunter2"})
    assert "hunter2" not in repr(settings)
    assert "hunter2" not in str(Secret("hunter2"))


def test_a_missing_password_is_missed_only_when_it_is_needed(write: Write) -> None:
    mail = load_settings(write(WHOLE), {}).channels["mail"]
    assert isinstance(mail, Mail)
    with pytest.raises(SettingsError, match="MAIL_PASSWORD is empty"):
        mail.password.reveal()


MAIL = '[mail]\nhost = "m"\nsender = "a@example.org"\n'

WRONG = {
    "not TOML": ("[server]\nport = = 1\n", 2, "this is not TOML"),
    "an unclosed table": ("[server\n", 1, "this is not TOML"),
    "two keys of one name": ("[server]\nport = 1\nport = 2\n", 3, "this is not TOML"),
    "an unknown table": ("\n[remainders]\n", 2, "remainders: there is no such setting; did you mean reminders?"),
    "an unknown key": ("[server]\nprot = 1\n", 2, "server.prot: there is no such setting; did you mean port?"),
    "a key like no other": ("[server]\nxyzzy = 1\n", 2, "known are host, port"),
    "a key outside": ("port = 1\n", 1, "port: there is no such setting"),
    "a table that is none": ('mail = "x"\n', 1, "mail: this must be a table; write [mail] on a line"),
    "a number as text": ("[server]\nhost = 1\n", 2, 'server.host: this must be a text; write host = "…"'),
    "a text as number": ('[server]\nport = "1"\n', 2, "server.port: this must be a whole number from 1 to 65535"),
    "a port out of range": ("[server]\nport = 65536\n", 2, "from 1 to 65535"),
    "a port that is true": ("[server]\nport = true\n", 2, "from 1 to 65535"),
    "an empty text": ('[database]\nurl = " "\n', 2, "database.url: the text is empty"),
    "a line end in a text": ('[feeds]\ntitle = "a\\nb"\n', 2, "unprintable"),
    "no time of day": (
        '[reminders]\ntime = "25:00"\n',
        2,
        'reminders.time: this must be a time of day; write time = "08:00"',
    ),
    "a date as time": ("[reminders]\ntime = 2026-01-01\n", 2, "this must be a time of day"),
    "an unknown kind": ('[reminders.leads]\ndeadlines = ["1d"]\n', 2, "did you mean deadline?"),
    "a lead that is none": ('[reminders.leads]\nduty = ["1d", "soon"]\n', 2, "reminders.leads.duty: “soon” is no lead"),
    "a negative lead": ("[reminders.leads]\nduty = [-1]\n", 2, "“-1d” is no lead"),
    "leads outside a list": ('[reminders.leads]\nduty = "1d"\n', 2, "this must be a list of leads"),
    "leads outside a table": ('[reminders]\nleads = ["1d"]\n', 2, "write [reminders.leads] on a line"),
    "one recipient's table": ('[recipients]\nname = "x"\n', 1, "write [[recipients]]"),
    "a recipient without name": ("[[recipients]]\nkinds = []\n", 1, "somebody has no name"),
    "a bad address": ('[[recipients]]\nemail = "a b@example.org"\n', 2, "“a b@example.org” is no mail address"),
    "two addresses in one": ('[[recipients]]\nemail = "a@b.cn,c@d.cn"\n', 2, "is no mail address"),
    "a kind of the second": (
        '[[recipients]]\nname="a"\n[[recipients]]\nname="b"\nkinds=["x"]\n',
        5,
        "“x” is not known here",
    ),
    "tags outside a list": ('[[recipients]]\nname="a"\ntags="x"\n', 3, "recipients.tags: this must be a list of texts"),
    "an unknown channel": (
        '[channels]\ndefault = "fax"\n',
        2,
        "channels.default: “fax” is not known here; known are stdout, mail",
    ),
    "a recipient twice": ('[[recipients]]\nname="a"\n[[recipients]]\nname="a"\n', 3, "“a” is named twice"),
    "mail without server": ('[channels]\ndefault = "mail"\n', None, "mail is to be sent, but no server is named"),
    "mail to nobody": (MAIL + '[channels]\ndefault = "mail"\n', None, "has no address"),
    "mail without host": ('[mail]\nsender = "a@example.org"\n', 1, "mail: host is missing"),
    "mail without sender": ('[mail]\nhost = "m"\n', 1, "mail: sender is missing"),
    "a bad sender": ('[mail]\nhost = "m"\nsender = "nobody"\n', 3, "mail.sender: “nobody” is no mail address"),
    "a bad host": ('[mail]\nhost = "a b"\nsender = "a@example.org"\n', 2, "mail.host: “a b” is no host name"),
    "a name that is none to greet with": (MAIL + 'hello = "a_b c"\n', 4, "mail.hello: “a_b c” is no host name"),
    "a slip in a channel of another name": (
        '[channels.desk]\ntype = "mail"\nhost = "m"\nsender = "a@example.org"\nimpi = true\n',
        5,
        "did you mean imip?",
    ),
    "a wish that is none": (MAIL + 'imip = "yes"\n', 4, "mail.imip: this must be true or false"),
    "unknown security": (MAIL + 'security = "ssl"\n', 4, "known are starttls, tls, none"),
    "a timeout of nothing": (MAIL + "timeout = 0\n", 4, "mail.timeout: this must be a whole number from 1 to 600"),
    "the password twice": (MAIL + 'password = "a"\npassword_env = "B"\n', 5, "the password is given twice"),
    "no web address": ('[feeds]\nbase_url = "example.org"\n', 2, "feeds.base_url: “example.org” is no web address"),
}


def refused(file: Path) -> None:
    """Raises what is wrong with the file, or with the first of its channels that cannot be used."""
    for fault in load_settings(file, {}).faults:
        raise fault


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_said_with_its_place(name: str, write: Write) -> None:
    text, line, words = WRONG[name]
    file = write(text)
    with pytest.raises(SettingsError) as caught:
        refused(file)
    assert caught.value.line == line
    assert str(caught.value).startswith(f"{file}:{line}: " if line else f"{file}: ")
    assert words in str(caught.value)


def test_a_password_is_never_quoted(write: Write) -> None:
    with pytest.raises(SettingsError) as caught:
        refused(write(MAIL + 'password = "hunter2\\u0007"\n'))
    assert "hunter2" not in str(caught.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"nowhere\.toml: the settings cannot be read: there is no such file"):
        load_settings(tmp_path / "nowhere.toml", {})


def test_a_folder_is_no_settings_file(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="the settings cannot be read"):
        load_settings(tmp_path, {})


def test_a_file_in_another_encoding_is_named_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_bytes("[feeds]\ntitle = '云溪'\n".encode("gb18030"))
    with pytest.raises(SettingsError, match=r"settings\.toml:2: the file is not UTF-8"):
        load_settings(file, {})


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_bytes(b"#" * 1_000_001)
    with pytest.raises(SettingsError, match="larger than 1 MB"):
        load_settings(file, {})


def test_deep_nesting_is_an_error_like_any_other(write: Write) -> None:
    with pytest.raises(SettingsError):
        load_settings(write("x = " + "[" * 100_000), {})


@pytest.mark.parametrize("table", TABLES)
def test_every_table_refuses_strangers(table: str, write: Write) -> None:
    head = f"[[{table}]]" if table == "recipients" else f"[{table}]"
    with pytest.raises(SettingsError, match=rf"{table}\.stranger: there is no such setting"):
        load_settings(write(f"{head}\nstranger = 1\n"), {})


def test_lines_are_found_in_dotted_and_inline_forms() -> None:
    assert line_of('server.port = 1\nmail = {host = "x"}\n', "server.port") == 1
    assert line_of('server.port = 1\nmail = {host = "x"}\n', "mail.host") == 2
    assert line_of("", "mail.host") is None


SECOND = '[second_reader]\nurl = "https://models.example.org/v1"\nmodel = "qwen"\n'


def test_nobody_is_asked_for_a_second_opinion_unless_the_settings_say_whom(write: Write) -> None:
    assert load_settings(write(""), {}).second_reader is None
    reader = load_settings(
        write(f'{SECOND}key_env = "MODEL_KEY"\ntimeout = 5\nlongest = 2000\n'), {"MODEL_KEY": "sk-1"}
    ).second_reader
    assert reader
    assert (reader.place, reader.model, reader.key_env, reader.timeout, reader.longest) == (
        "models.example.org", "qwen", "MODEL_KEY", 5, 2000,
    )  # fmt: skip
    assert "sk-1" not in repr(reader)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (SECOND.replace("https", "http"), 2, "second_reader.url: the second reader would be asked without encryption"),
        (SECOND.replace("https://", "https://a:b@"), 2, "holds a name or a password"),
        (SECOND + 'key_env = "sk-1"\n', 4, "key_env is no name of an environment variable"),
        (SECOND + "timeout = 0\n", 4, "a whole number from 1 to 600"),
        (SECOND + 'key = "sk-1"\n', 4, "there is no such setting"),
        ('[second_reader]\nmodel = "qwen"\n', 1, "url is missing"),
    ],
)
def test_a_second_reader_that_cannot_be_asked_is_refused_with_its_line(
    text: str, line: int, message: str, write: Write
) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings(write(text), {})
    assert message in str(caught.value)
    assert caught.value.line == line
    assert "sk-1" not in str(caught.value)
    assert "a:b" not in str(caught.value)
