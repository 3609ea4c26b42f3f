"""The whole command line, with every command."""

from app.cli import bench, commands, department, fresh, links, report, sheet
from app.cli.approve import approve
from app.cli.checking import check
from app.cli.impact import impact
from app.cli.japanese import Commands
from app.cli.leaflets import leaflet
from app.cli.newcity import new_city
from app.cli.pages import pages
from app.cli.schemas import schema
from app.cli.texts import texts

APP = Commands("まどぐち: 困りごとから、いまつながる相談窓口へ。")
commands.add_to(APP)
APP.command(help=check.__doc__)(check)
APP.command(help=schema.__doc__)(schema)
APP.command(name="new-city", help=new_city.__doc__)(new_city)
APP.command(help=leaflet.__doc__)(leaflet)
APP.command(help=texts.__doc__)(texts)
report.APP.command(help=fresh.freshness.__doc__)(fresh.freshness)
APP.command(help=fresh.calendar.__doc__)(fresh.calendar)
APP.command(help=links.links.__doc__)(links.links)
APP.add_typer(department.APP, name="department")
APP.command(help=impact.__doc__)(impact)
APP.command(help=approve.__doc__)(approve)
APP.command(help=pages.__doc__)(pages)
APP.add_typer(bench.APP, name="bench")
APP.add_typer(report.APP, name="report")
APP.add_typer(sheet.APP, name="sheet")
