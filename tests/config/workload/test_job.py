"""What a job, and any program, may use."""

from typing import Any

import pytest
from pydantic import ValidationError

from config.workload.programs import Job


def job(**uses: Any) -> Job:
    return Job.model_validate({"image": "r:1", "schedule": "rate(1 hour)", "uses": uses})


def test_a_job_that_calls_services_is_refused_with_a_way_out() -> None:
    with pytest.raises(ValidationError) as refused:
        job(services=["orders"])
    (broken,) = refused.value.errors()[0]["ctx"]["broken"]
    assert broken.key == "uses.services"
    assert "uses.queues" in broken.remedy


def test_a_job_may_send_to_queues() -> None:
    assert job(queues={"mails": "send"}).uses.queues == {"mails": "send"}


def test_a_program_may_connect_to_https_unless_it_says_more() -> None:
    assert job().uses.internet == [443]
    assert job(internet=[443, 5432]).uses.internet == [443, 5432]


def test_a_program_that_could_not_reach_aws_is_refused() -> None:
    with pytest.raises(ValidationError) as refused:
        job(internet=[587])
    (broken,) = refused.value.errors()[0]["ctx"]["broken"]
    assert broken.key == "internet"
    assert "443" in broken.remedy
