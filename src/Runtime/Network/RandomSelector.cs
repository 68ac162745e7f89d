
namespace Flink.Runtime.Network;

/// <summary>Receivers uniformly at random, from a seed, so that a run can be repeated (shuffle).</summary>
/// <param name="channels">Receivers.</param>
/// <param name="seed">Different for each sender.</param>
public sealed class RandomSelector<T>(int channels, ulong seed) : IChannelSelector<T>
{
    private ulong _state = seed;

    /// <inheritdoc/>
    public void Select(ReadOnlySpan<T> records, Span<int> chosen)
    {
        for (var i = 0; i < chosen.Length; i++)
        {
            // splitmix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014), the high half scaled to the range.
            _state += 0x9E3779B97F4A7C15UL;
            var mixed = (_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9UL;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBUL;
            chosen[i] = (int)(((mixed ^ (mixed >> 31)) >> 32) * (ulong)channels >> 32);
        }
    }
}
