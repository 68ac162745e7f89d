using Flink.Yarn.Rpc.Messages;

namespace Flink.Yarn.ApplicationMaster;

/// <summary>Containers that are given back, until YARN says that they have ended. Guarded by the lock of the book.</summary>
internal sealed class ContainerReturns
{
    private readonly Dictionary<string, ContainerId> _leaving = new(StringComparer.Ordinal);

    // Of these, those that YARN has not been told of, and those that stand in the request that is not answered.
    private readonly HashSet<string> _unsaid = new(StringComparer.Ordinal);
    private readonly HashSet<string> _said = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TaskCompletionSource> _waiting = new(StringComparer.Ordinal);

    /// <summary>Whether there are some that YARN has not been told of.</summary>
    public bool AreDue => _unsaid.Count > 0;

    /// <summary>Gives a container back.</summary>
    public void Add(string name, ContainerId id)
    {
        _leaving[name] = id;
        _unsaid.Add(name);
    }

    /// <summary>Gives one back that somebody waits for.</summary>
    /// <returns>Completes when YARN has taken it.</returns>
    public Task AddAwaited(string name, ContainerId id)
    {
        Add(name, id);
        var taken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Add(name, taken);
        return taken.Task;
    }

    /// <summary>What somebody waits for already; a completed task when nobody does.</summary>
    public Task Awaited(string name) => _waiting.TryGetValue(name, out var taken) ? taken.Task : Task.CompletedTask;

    /// <summary>What YARN is to be told, and is told with this.</summary>
    public IReadOnlyList<ContainerId> Take()
    {
        ContainerId[] all = [.. _unsaid.Select(name => _leaving[name])];
        _said.UnionWith(_unsaid);
        _unsaid.Clear();
        return all;
    }

    /// <summary>YARN has answered.</summary>
    public void Taken()
    {
        foreach (var name in _said)
        {
            if (_waiting.Remove(name, out var taken))
            {
                taken.TrySetResult();
            }
        }

        _said.Clear();
    }

    /// <summary>YARN has forgotten everything.</summary>
    public void StartAnew() => _unsaid.UnionWith(_leaving.Keys);

    /// <summary>YARN has refused a request: what it was told in it is to be told again, or is not its to take.</summary>
    public void Refused(IEnumerable<ContainerId> containers, bool isToldAgain)
    {
        foreach (var name in containers.Select(YarnIds.Of).Where(_leaving.ContainsKey))
        {
            if (isToldAgain)
            {
                _unsaid.Add(name);
            }
            else
            {
                _leaving.Remove(name);
            }
        }

        if (!isToldAgain)
        {
            Taken();
        }
    }

    /// <summary>A container has ended.</summary>
    public void Ended(string name)
    {
        _leaving.Remove(name);
        _unsaid.Remove(name);
    }

    /// <summary>Lets go whoever waits: the next term finds what is left.</summary>
    public void LetGo()
    {
        foreach (var taken in _waiting.Values)
        {
            taken.TrySetResult();
        }

        _waiting.Clear();
    }
}
