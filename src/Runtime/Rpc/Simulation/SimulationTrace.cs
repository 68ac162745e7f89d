using System.Globalization;
using System.IO.Hashing;
using System.Text;

namespace Flink.Runtime.Rpc.Simulation;

/// <summary>What happened, in order: the last events as text, and a digest of all, by which two runs are compared.</summary>
/// <param name="length">How many events are kept.</param>
public sealed class SimulationTrace(int length)
{
    private readonly Queue<string> _last = new();
    private readonly XxHash64 _hash = new();

    /// <summary>Events so far.</summary>
    public long Count { get; private set; }

    /// <summary>Equal for two runs in which the same happened at the same time.</summary>
    public ulong Digest => _hash.GetCurrentHashAsUInt64();

    /// <summary>Gets each event as it happens; null for nobody.</summary>
    public Action<string>? Listener { get; set; }

    /// <summary>The last events, one a line.</summary>
    public override string ToString() => string.Join('\n', _last);

    internal void Add(TimeSpan time, string process, string what)
    {
        Count++;
        var line = string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds,12:0.000000} {process} {what}");
        _hash.Append(Encoding.UTF8.GetBytes(line));
        Listener?.Invoke(line);
        if (length == 0)
        {
            return;
        }

        if (_last.Count == length)
        {
            _last.Dequeue();
        }

        _last.Enqueue(line);
    }
}
