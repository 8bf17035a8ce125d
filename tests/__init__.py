"""Tests, one folder a package. No library may reach for a hub or send telemetry while they run."""

import os

os.environ.update(HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1", ANONYMIZED_TELEMETRY="False")
