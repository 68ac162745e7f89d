using Flink.Core.FileSystems;
using Flink.Yarn.Services;
using Flink.Yarn.Workers;

namespace Flink.Yarn.Tests.Workers;

public sealed class WorkerPlanTests
{
    private static readonly IReadOnlySet<string> _anywhere = new HashSet<string>();
    private static readonly IReadOnlySet<string> _none = new HashSet<string>();

    private readonly WorkerComponent _component = new("s", 1024, 1, FilePath.Parse("hdfs://nn/o"), isOwnService: false);
    private long _now;

    [Fact]
    public void Orders_beyond_what_is_coming_make_the_component_larger_and_once_only()
    {
        var plan = Plan(Report(0), orders: 2);
        Assert.Equal(2, plan.FlexTo);
        (_component.Asked, _component.AskedAt) = (2, _now);

        // It is not shown yet, and then it is coming.
        Assert.Null(Plan(Report(0), orders: 2).FlexTo);
        Assert.Null(Plan(Report(2), orders: 2).FlexTo);
        Assert.Equal(3, Plan(Report(2), orders: 3).FlexTo);
    }

    [Fact]
    public void A_count_that_is_never_shown_is_asked_for_again()
    {
        (_component.Asked, _component.AskedAt) = (2, _now);
        _now += (long)WorkerPlan.FlexPatience.TotalSeconds;

        Assert.Equal(2, Plan(Report(0), orders: 2).FlexTo);
    }

    [Fact]
    public void Containers_answer_orders_in_turn_but_not_on_machines_to_avoid()
    {
        var report = Report(2, Container("c1", "tm-0", "bad"), Container("c2", "tm-1", "good"));

        var plan = WorkerPlan.Of(_component, report, [new HashSet<string> { "bad" }, _anywhere], [], _none, _now, Since);

        Assert.Equal([(0, "c2"), (1, "c1")], plan.Assigned.Select(assigned => (assigned.Order, assigned.Container.Id)));
        Assert.Null(plan.FlexTo);
    }

    [Fact]
    public void A_worker_that_is_gone_or_shown_as_failed_is_lost_once()
    {
        Hold("c1", "tm-0");
        Hold("c2", "tm-1");

        Assert.Equal(["c1", "c2"], Plan(Report(2, Container("c1", "tm-0", state: "FAILED"))).Lost.Order());
        Assert.Empty(Plan(Report(2)).Lost);
    }

    [Fact]
    public void The_replacement_of_a_lost_worker_serves_the_next_order_or_is_taken_away_with_its_instance()
    {
        Hold("c1", "tm-0");
        Plan(Report(1));
        var replaced = Report(1, Container("c2", "tm-0"));
        Assert.Equal("c2", Assert.Single(Plan(replaced, orders: 1).Assigned).Container.Id);

        Assert.Empty(Plan(replaced).Decommission);
        _now += (long)WorkerPlan.SpareTime.TotalSeconds;
        Assert.Equal(["tm-0"], Plan(replaced).Decommission);

        // Shown for a while yet: not twice.
        _now += (long)WorkerPlan.SpareTime.TotalSeconds;
        Assert.Empty(Plan(replaced).Decommission);
        Assert.Empty(Plan(Report(0)).Decommission);
        Assert.False(_component.IsUnsettled);
    }

    [Fact]
    public void An_instance_that_stays_without_a_container_is_taken_away_too()
    {
        Hold("c1", "tm-0");
        Plan(Report(1));
        _now += (long)WorkerPlan.SpareTime.TotalSeconds;

        Assert.Equal(["tm-0"], Plan(Report(1)).Decommission);
    }

    [Fact]
    public void A_worker_whose_machine_says_that_it_has_ended_is_replaced_by_what_YARN_brings_in_its_place()
    {
        Hold("c1", "tm-0");
        Hold("c2", "tm-1");
        var report = Report(2, Container("c1", "tm-0"), Container("c2", "tm-1"));
        HashSet<string> ended = ["c1"];

        Assert.Equal(3, WorkerPlan.Of(_component, report, [_anywhere], [], _none, _now, Since).FlexTo);
        Assert.Null(WorkerPlan.Of(_component, report, [_anywhere], [], ended, _now, Since).FlexTo);
        Assert.Equal(3, WorkerPlan.Of(_component, report, [_anywhere, _anywhere], [], ended, _now, Since).FlexTo);

        // Nobody is to be taken away for it, and it is the service's to say that it is gone.
        var plan = WorkerPlan.Of(_component, report, [], [], ended, _now, Since);
        Assert.Equal((null, 0, 0), (plan.FlexTo, plan.Decommission.Count, plan.Lost.Count));
    }

    [Fact]
    public void A_released_worker_loses_its_instance_and_is_not_told_as_lost()
    {
        Hold("c1", "tm-0");
        Hold("c2", "tm-1");

        var plan = WorkerPlan.Of(_component, Report(2, Container("c1", "tm-0"), Container("c2", "tm-1")), [], ["c1"], _none, _now, Since);

        Assert.Equal(["tm-0"], plan.Decommission);
        Assert.Empty(plan.Lost);
        Assert.Equal(["c2"], _component.Workers.Keys);
        Assert.Empty(WorkerPlan.Of(_component, Report(1, Container("c2", "tm-1")), [], ["c1"], _none, _now, Since).Lost);
    }

    [Fact]
    public void What_is_coming_for_nobody_is_cancelled_where_no_worker_can_be_hit()
    {
        Assert.Equal(0, Plan(Report(2)).FlexTo);

        Hold("c1", "tm-0");
        Assert.Null(Plan(Report(3, Container("c1", "tm-0"))).FlexTo);
    }

    [Fact]
    public void Nothing_is_asked_for_in_the_same_step_that_takes_away()
    {
        Hold("c1", "tm-0");

        var plan = WorkerPlan.Of(_component, Report(1, Container("c1", "tm-0")), [_anywhere], ["c1"], _none, _now, Since);

        Assert.Equal(["tm-0"], plan.Decommission);
        Assert.Null(plan.FlexTo);
        Assert.Equal(1, Plan(Report(0), orders: 1).FlexTo);
    }

    [Fact]
    public void Nothing_is_asked_for_while_YARN_has_not_been_told_what_to_take_away()
    {
        _component.Due.Add("tm-0");

        Assert.Null(Plan(Report(1), orders: 2).FlexTo);
        Assert.True(_component.IsUnsettled);
        _component.Due.Clear();
        Assert.Equal(2, Plan(Report(1), orders: 2).FlexTo);
    }

    [Fact]
    public void What_is_coming_is_noted_so_that_it_is_looked_at_when_nobody_wants_it_any_more()
    {
        Plan(Report(3, Container("c1", "tm-0")), orders: 3);
        Assert.Equal(2, _component.Coming);

        Plan(Report(0));
        Assert.Equal(0, _component.Coming);
    }

    private static ServiceContainer Container(string id, string instance, string host = "h", string state = "READY") => new(id, instance, host, state);

    private static ComponentReport Report(long wanted, params ServiceContainer[] containers) => new(WorkerComponent.Name, wanted, 1024, 1, containers);

    private void Hold(string id, string instance) => _component.Workers.Add(id, instance);

    private WorkerPlan Plan(ComponentReport report, int orders = 0)
    {
        var plan = WorkerPlan.Of(_component, report, [.. Enumerable.Repeat(_anywhere, orders)], [], _none, _now, Since);
        return plan;
    }

    // The clock of these tests counts seconds.
    private TimeSpan Since(long at) => TimeSpan.FromSeconds(_now - at);
}
