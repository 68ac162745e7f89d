namespace Flink.Runtime.Rpc.Links;

/// <summary>The links of a process: which one leads to which other process, whoever dialled it.</summary>
public sealed class LinkTable
{
    private readonly Dictionary<string, RpcLink> _current = [];

    // By process, of which a cluster has thousands: each has one, seldom two.
    private readonly Dictionary<string, List<RpcLink>> _alive = [];
    private readonly Lock _gate = new();
    private RpcException? _stopped;

    /// <summary>The link to a process; a new one, which the caller then dials, when there is none that lives.</summary>
    /// <param name="remote">Address of the process.</param>
    /// <param name="create">Makes the link.</param>
    /// <param name="mustDial">Whether it is new.</param>
    public RpcLink FindOrAdd(string remote, Func<string, RpcLink> create, out bool mustDial)
    {
        RpcLink link;
        lock (_gate)
        {
            if (_current.TryGetValue(remote, out var current) && current.Failure is null)
            {
                mustDial = false;
                return current;
            }

            link = create(remote);
            mustDial = _stopped is null;
            if (mustDial)
            {
                _current[remote] = link;
                AliveTo(remote).Add(link);
                return link;
            }
        }

        link.Fail(_stopped!);
        return link;
    }

    /// <summary>Takes in a link that the other process has dialled.</summary>
    /// <remarks>
    /// Both may dial at once: then each goes on with its own. A second link of the same caller means that it has given up the
    /// first, and another incarnation that the first belongs to a process that is gone.
    /// </remarks>
    public void Adopt(RpcLink link)
    {
        RpcLink? replaced;
        RpcException? stopped;
        lock (_gate)
        {
            stopped = _stopped;
            var alive = AliveTo(link.Remote);
            alive.Add(link);
            _current.TryGetValue(link.Remote, out replaced);
            if (replaced is { Failure: null, IsIncoming: false } && (replaced.Incarnation.Length == 0 || replaced.Incarnation == link.Incarnation))
            {
                // What this process dialled itself stays its way to the other one. What that one dialled before goes.
                replaced = alive.Find(other => other != link && other.IsIncoming);
            }
            else
            {
                _current[link.Remote] = link;
            }
        }

        replaced?.Fail(new EndpointUnreachableException($"Process {link.Remote} has connected anew."));
        if (stopped is not null)
        {
            link.Fail(stopped);
        }
    }

    /// <summary>A link has failed.</summary>
    public void Remove(RpcLink link)
    {
        lock (_gate)
        {
            if (_alive.TryGetValue(link.Remote, out var alive) && alive.Remove(link) && alive.Count == 0)
            {
                _alive.Remove(link.Remote);
            }

            if (_current.GetValueOrDefault(link.Remote) == link)
            {
                _current.Remove(link.Remote);
            }
        }
    }

    /// <summary>Fails all links, and every later one.</summary>
    public void Stop(RpcException reason)
    {
        RpcLink[] links;
        lock (_gate)
        {
            _stopped = reason;
            links = [.. _alive.Values.SelectMany(static alive => alive)];
        }

        foreach (var link in links)
        {
            link.Fail(reason);
        }
    }

    private List<RpcLink> AliveTo(string remote) =>
        _alive.TryGetValue(remote, out var alive) ? alive : _alive[remote] = [];
}
