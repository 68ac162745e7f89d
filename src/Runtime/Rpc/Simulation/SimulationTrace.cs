using System.Globalization;
using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Flink.Runtime.Rpc.Simulation;

/// <summary>What happened, in order: the last events as text, and a digest of all, by which two runs are compared.</summary>
/// <remarks>A seed has tens of thousands of events: their lines are written to memory that is used again, and are strings only for who reads them.</remarks>
/// <param name="length">How many events are kept.</param>
public sealed class SimulationTrace(int length)
{
    private readonly (char[] Text, int Length)[] _last = new (char[], int)[Math.Max(1, length)];
    private readonly XxHash64 _hash = new();

    /// <summary>Events so far.</summary>
    public long Count { get; private set; }

    /// <summary>Equal for two runs in which the same happened at the same time.</summary>
    public ulong Digest => _hash.GetCurrentHashAsUInt64();

    /// <summary>Gets each event as it happens; null for nobody.</summary>
    public Action<string>? Listener { get; set; }

    /// <summary>The last events, one a line.</summary>
    public override string ToString() => string.Join('\n', Enumerable.Range(0, (int)Math.Min(Count, length)).Select(i =>
    {
        var (text, used) = _last[(Count - Math.Min(Count, length) + i) % _last.Length];
        return new string(text, 0, used);
    }));

    internal void Add(TimeSpan time, string process, ref DefaultInterpolatedStringHandler what)
    {
        ref var place = ref _last[Count++ % _last.Length];
        var line = new DefaultInterpolatedStringHandler(0, 0, CultureInfo.InvariantCulture, place.Text);
        line.AppendFormatted(time.TotalSeconds, 12, "0.000000");
        line.AppendLiteral(" ");
        line.AppendLiteral(process);
        line.AppendLiteral(" ");
        line.AppendFormatted(what.Text);
        what.Clear();
        Keep(ref place, line.Text);
        line.Clear();
        var text = place.Text.AsSpan(0, place.Length);
        _hash.Append(MemoryMarshal.AsBytes(text));
        Listener?.Invoke(text.ToString());
    }

    // What was too long for the memory at hand has been written elsewhere.
    private static void Keep(ref (char[] Text, int Length) place, ReadOnlySpan<char> line)
    {
        if (place.Text is null || place.Text.Length < line.Length)
        {
            place.Text = new char[Math.Max(256, line.Length)];
        }

        if (!line.Overlaps(place.Text))
        {
            line.CopyTo(place.Text);
        }

        place.Length = line.Length;
    }
}
