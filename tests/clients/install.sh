#!/bin/sh
# Installs on Debian, as root, what `make check-slow` and `make check-clients` ask of the system.
set -eu
apt-get update
apt-get install --yes --no-install-recommends gcc g++ make cmake libical-dev libkf5calendarcore-dev calcurse \
    dbus evolution-data-server gir1.2-ecal-2.0 python3-gi thunderbird nodejs npm
