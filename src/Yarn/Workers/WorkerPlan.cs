using Flink.Yarn.Services;

namespace Flink.Yarn.Workers;

/// <summary>What is to be done about a component, from what it looks like now. Decides only; but what has been seen is noted in the component.</summary>
internal sealed class WorkerPlan
{
    private readonly WorkerComponent _component;
    private readonly ComponentReport _report;
    private readonly Dictionary<string, ServiceContainer> _alive;
    private readonly long _now;
    private readonly Func<long, TimeSpan> _since;
    private readonly IReadOnlySet<string> _ended;

    private WorkerPlan(WorkerComponent component, ComponentReport report, IReadOnlySet<string> ended, long now, Func<long, TimeSpan> since)
    {
        _ended = ended;
        _component = component;
        _report = report;
        _now = now;
        _since = since;
        _alive = report.Containers.Where(static container => container.IsAlive).ToDictionary(static container => container.Id, StringComparer.Ordinal);
    }

    /// <summary>How long a container that nobody has requested is kept: a worker that was lost is mostly requested anew, and YARN has its replacement already.</summary>
    public static TimeSpan SpareTime { get; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a count that was asked for may take to be shown.</summary>
    public static TimeSpan FlexPatience { get; } = TimeSpan.FromSeconds(10);

    /// <summary>Workers that have ended.</summary>
    public List<string> Lost { get; } = [];

    /// <summary>Containers for orders, in turn: each with the index of its order.</summary>
    public List<(int Order, ServiceContainer Container)> Assigned { get; } = [];

    /// <summary>Instances to take away.</summary>
    public List<string> Decommission { get; } = [];

    /// <summary>How many instances there are to be; null when that need not change.</summary>
    public long? FlexTo { get; private set; }

    /// <summary>Plans.</summary>
    /// <param name="component">The component, as it is known.</param>
    /// <param name="report">What it looks like now.</param>
    /// <param name="orders">Machines that each open order must not be placed on.</param>
    /// <param name="releases">Containers of workers that nobody wants any more.</param>
    /// <param name="ended">Containers that have ended by what their machines say: shown for a while yet, each is going to have a replacement.</param>
    /// <param name="now">The time.</param>
    /// <param name="since">How long ago a time was.</param>
    public static WorkerPlan Of(
        WorkerComponent component,
        ComponentReport report,
        IReadOnlyList<IReadOnlySet<string>> orders,
        IReadOnlyCollection<string> releases,
        IReadOnlySet<string> ended,
        long now,
        Func<long, TimeSpan> since)
    {
        var plan = new WorkerPlan(component, report, ended, now, since);
        plan.Compare(releases);
        plan.Assign(orders);
        plan.TakeAway();
        plan.Flex(orders.Count - plan.Assigned.Count);
        return plan;
    }

    private void Compare(IReadOnlyCollection<string> releases)
    {
        _component.Leaving.RemoveWhere(id => !_alive.ContainsKey(id));
        foreach (var (id, instance) in _component.Workers.ToArray())
        {
            var isReleased = releases.Contains(id);
            if (!_alive.ContainsKey(id))
            {
                _component.Workers.Remove(id);
                Vacate(instance);
                if (!isReleased)
                {
                    Lost.Add(id);
                }
            }
            else if (isReleased)
            {
                _component.Workers.Remove(id);
                Leave(id, instance);
            }
        }

        foreach (var id in _component.Spares.Keys.Where(id => !_alive.ContainsKey(id)).ToArray())
        {
            _component.Spares.Remove(id);
        }

        foreach (var container in _alive.Values.Where(IsNews))
        {
            _component.Spares.Add(container.Id, _now);
        }

        foreach (var container in _alive.Values)
        {
            _component.Vacant.Remove(container.Instance);
        }
    }

    private bool IsNews(ServiceContainer container) =>
        !_component.Workers.ContainsKey(container.Id) && !_component.Leaving.Contains(container.Id) && !_component.Spares.ContainsKey(container.Id);

    private void Vacate(string instance)
    {
        if (!_alive.Values.Any(container => container.Instance == instance))
        {
            _component.Vacant[instance] = _now;
        }
    }

    private void Leave(string id, string instance)
    {
        _component.Leaving.Add(id);
        Decommission.Add(instance);
    }

    private void Assign(IReadOnlyList<IReadOnlySet<string>> orders)
    {
        for (var order = 0; order < orders.Count; order++)
        {
            var fitting = _component.Spares.Keys.Order(StringComparer.Ordinal).FirstOrDefault(id => !orders[order].Contains(_alive[id].Host));
            if (fitting is not null)
            {
                _component.Spares.Remove(fitting);
                Assigned.Add((order, _alive[fitting]));
            }
        }
    }

    private void TakeAway()
    {
        foreach (var (id, at) in _component.Spares.ToArray())
        {
            if (_since(at) >= SpareTime)
            {
                _component.Spares.Remove(id);
                Leave(id, _alive[id].Instance);
            }
        }

        foreach (var (instance, at) in _component.Vacant.ToArray())
        {
            if (_since(at) >= SpareTime)
            {
                _component.Vacant.Remove(instance);
                Decommission.Add(instance);
            }
        }

        // The service counts what is taken away itself.
        if (_component.Asked is { } asked)
        {
            _component.Asked = asked - Decommission.Count;
        }
    }

    private void Flex(int missing)
    {
        if (_component.Asked is { } asked && (asked == _report.Wanted || _since(_component.AskedAt) >= FlexPatience))
        {
            _component.Asked = null;
        }

        var placed = _alive.Keys.Count(id => !_component.Leaving.Contains(id));
        var coming = Math.Max(0, _report.Wanted - placed);
        var replaced = _alive.Keys.Count(id => _ended.Contains(id) && !_component.Leaving.Contains(id));
        _component.Coming = coming;
        if (_component.Asked is not null || Decommission.Count > 0 || _component.Due.Count > 0)
        {
            return;
        }

        if (missing > coming + replaced)
        {
            FlexTo = Math.Max(_report.Wanted, placed) + missing - coming - replaced;
        }
        else if (missing < coming && placed == 0 && _component.Leaving.Count == 0)
        {
            // Of orders that nobody wants any more, where no worker can be hit: fewer take away the highest numbers.
            FlexTo = missing;
        }
    }
}
