"""A report as a plain value, as `resources/report.schema.json` describes it."""

from datetime import datetime

from annotator.agreement.pairing import Kind
from annotator.agreement.pooled import Pooled
from annotator.agreement.tallies import ALL
from annotator.domain.ids import seconds_of
from annotator.services import stats, weekly
from annotator.services.agreeing_words import Json, counts_json, estimate_json, scopes_json
from annotator.services.reports import Report
from annotator.services.weekly import Week


def report_json(report: Report) -> Json:
    """The report as a plain value."""
    week = report.week
    period: Json | None = None
    if week.period is not None:
        since, until = (weekly.day_of(moment) for moment in week.period)
        period = {"since": since.isoformat(), "until": until.isoformat()}
    return {
        "project": report.project,
        "made": report.made.isoformat(timespec="seconds"),
        "period": period,
        "progress": {
            **{key: value for key, value in stats.as_json(report.stats).items() if key != "project"},
            "weeks": [{"week": monday.isoformat(), "submitted": dict(counts)} for monday, counts in report.progress],
        },
        "people": {
            name: {"submitted": one.submitted, "returned": one.returned, "settled": one.settled}
            for name, one in week.people.items()
        },
        "agreement": _agreement_json(week),
        "disputed": [_disputed_json(one) for one in week.disputed],
        "open_points": {
            "by_age": [{"days": None if limit < 0 else limit, "points": n} for limit, n in week.points_by_age()],
            "points": [
                {
                    "id": one.record.hex(),
                    "article": one.article.hex(),
                    "text": one.text,
                    "since": datetime.fromtimestamp(seconds_of(one.record)).astimezone().isoformat(timespec="seconds"),
                }
                for one in week.points
            ],
        },
        "held": [
            {
                "article": one.article.hex(),
                "number": one.number,
                "title": one.title,
                "obstacles": [str(what) for what in one.obstacles],
                "people": list(one.people),
                "points": one.points,
            }
            for one in week.held
        ],
        "ready": [article.hex() for article in week.ready],
    }


def _agreement_json(week: Week) -> Json:
    found = week.found.report
    return {
        "people": list(found.people),
        "articles": found.articles,
        "all": _pooled_json(week.agreement[ALL]),
        "labels": {key: _pooled_json(one) for key, one in week.agreement.items() if key != ALL},
        "before": {key or "all": _pooled_json(one) for key, one in week.before.items()} if week.before else None,
        "group": scopes_json(found.measures, list(found.labels), {}),
        "pairs": [
            {
                "a": pair.a,
                "b": pair.b,
                "articles": len(pair.articles),
                **scopes_json(pair.measures, list(found.labels), pair.counts),
            }
            for pair in found.pairs
        ],
    }


def _pooled_json(found: Pooled) -> Json:
    return {
        "counts": counts_json(found.counts),
        "exact_f1": estimate_json(found.exact),
        "partial_f1": estimate_json(found.partial),
        "boundaries_f1": estimate_json(found.boundaries),
    }


def _disputed_json(one: weekly.Disputed) -> Json:
    return {
        "text": one.text,
        "labels": list(one.labels),
        "kinds": {str(kind): one.kinds.get(kind, 0) for kind in Kind if kind is not Kind.EQUAL},
        "places": [{"article": article.hex(), "start": start, "end": end} for article, start, end in one.places],
    }
