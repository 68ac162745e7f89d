namespace Flink.Runtime.ResourceManager;

/// <summary>Machines under quarantine, each until its time.</summary>
/// <param name="clock">The time.</param>
/// <param name="after">Runs something later in the endpoint.</param>
/// <param name="changed">Runs when the quarantine of machines begins or ends.</param>
internal sealed class Blocklist(TimeProvider clock, Func<TimeSpan, Action, IDisposable> after, Action changed)
{
    private readonly Dictionary<string, BlockedNode> _nodes = new(StringComparer.Ordinal);
    private IDisposable? _timer;

    /// <summary>The machines. Changes with time: take a copy of what has to stay.</summary>
    public IReadOnlyCollection<string> Nodes => _nodes.Keys;

    public bool Contains(string? node) => node is not null && _nodes.ContainsKey(node);

    public void Add(BlockedNode node)
    {
        var now = clock.GetUtcNow();
        if (node.Until > now && (!_nodes.TryGetValue(node.Node, out var known) || known.Until < node.Until))
        {
            _nodes[node.Node] = node;
            Arm(now);
            changed();
        }
    }

    private void Arm(DateTimeOffset now)
    {
        _timer?.Dispose();
        _timer = _nodes.Count == 0 ? null : after(_nodes.Values.Min(static node => node.Until) - now, Expire);
    }

    private void Expire()
    {
        var now = clock.GetUtcNow();
        foreach (var node in _nodes.Values.Where(node => node.Until <= now).ToArray())
        {
            _nodes.Remove(node.Node);
        }

        Arm(now);
        changed();
    }
}
