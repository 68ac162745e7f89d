using Flink.Runtime.Network.Remote;
using Flink.Runtime.Network.Wire;
using Flink.Runtime.Scheduling;

namespace Flink.Runtime.Network.InProcess;

/// <summary>Joins the networks of several workers in one process without sockets, as frames of bytes, in an order that the scheduler decides: for simulation and tests.</summary>
/// <param name="scheduler">Runs what carries the frames.</param>
/// <param name="delay">How long a frame is under way, asked for each; it never overtakes another. Null for not at all.</param>
/// <remarks>Safe for concurrent use; deterministic where the scheduler is.</remarks>
public sealed class InProcessWires(IScheduler scheduler, Func<TimeSpan>? delay = null)
{
    private readonly object _gate = new();
    private readonly SortedDictionary<string, InProcessNetwork> _workers = new(StringComparer.Ordinal);
    private readonly Dictionary<(string From, string To), PeerLink> _links = [];

    /// <summary>Adds a worker.</summary>
    /// <param name="id">Its name.</param>
    /// <param name="settings">How it exchanges records.</param>
    public InProcessNetwork Add(string id, NetworkSettings? settings = null)
    {
        var network = new InProcessNetwork(new PeerAddress(id, id, _workers.Count + 1), settings ?? new NetworkSettings(), scheduler.Clock, this);
        lock (_gate)
        {
            _workers.Add(id, network);
        }

        return network;
    }

    /// <summary>Cuts what joins two workers; what is under way is lost. They may be joined anew at once.</summary>
    public void Cut(string one, string other)
    {
        PeerLink[] links;
        lock (_gate)
        {
            links = [.. new[] { (one, other), (other, one) }.Where(_links.ContainsKey).Select(ends => _links[ends])];
        }

        foreach (var link in links)
        {
            link.Fail("the connection was cut");
        }
    }

    /// <summary>Takes a worker away, as if its process had ended.</summary>
    public void Remove(string id)
    {
        string[] others;
        lock (_gate)
        {
            _workers.Remove(id);
            others = [.. _workers.Keys];
        }

        foreach (var other in others)
        {
            Cut(id, other);
        }
    }

    internal PeerLink LinkBetween(InProcessNetwork from, PeerAddress to)
    {
        InProcessNetwork? other;
        PeerLink link;
        PeerLink back;
        lock (_gate)
        {
            if (_links.TryGetValue((from.Address.Id, to.Id), out var known) && !known.HasFailed)
            {
                return known;
            }

            _workers.TryGetValue(to.Id, out other);
            link = new PeerLink(to, from.Inputs, from.Pool);
            back = new PeerLink(from.Address, (other ?? from).Inputs, (other ?? from).Pool);
            if (other is not null)
            {
                _links[(from.Address.Id, to.Id)] = link;
                _links[(to.Id, from.Address.Id)] = back;
            }
        }

        if (other is null)
        {
            link.Fail("no such worker answers");
            return link;
        }

        Join(link, back, from.Pool);
        Join(back, link, other.Pool);
        return link;
    }

    private void Join(PeerLink from, PeerLink to, BufferPool pool)
    {
        var carrier = new FrameCarrier(from, to, pool, scheduler.Clock, delay);
        from.Outgoing.Ready = carrier.Wake;
        scheduler.Start(carrier, 0);
    }
}
