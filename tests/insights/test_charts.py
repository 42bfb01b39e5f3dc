from insights.charts import Point, line


def test_one_point_is_no_line():
    assert line([Point(0.3), Point(None)]) is None


def test_a_line_leaves_out_months_without_data():
    drawn = line([Point(0.1, 0.0, 0.2), Point(None), Point(0.2, 0.1, 0.4)])

    assert drawn.line == "M0 150.0 L1100 100.0"
    assert drawn.area == "M0 100.0 L1100 0.0 L1100 150.0 L0 200.0Z"
    assert drawn.ticks == (0.4, 0.30000000000000004, 0.2, 0.1, 0.0)
