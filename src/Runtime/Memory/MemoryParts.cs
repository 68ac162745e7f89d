using System.Globalization;
using Flink.Core.Configuration;

namespace Flink.Runtime.Memory;

/// <summary>Named amounts that are added up, so that an error can show the sum.</summary>
/// <param name="parts">Each amount in bytes, with the name of its option or of what it is derived from.</param>
internal sealed class MemoryParts(params (string Name, long Bytes)[] parts)
{
    /// <summary>The sum in bytes.</summary>
    /// <exception cref="ConfigurationException">It does not fit into 64 bits.</exception>
    public long Sum
    {
        get
        {
            var sum = 0L;
            foreach (var (_, bytes) in parts)
            {
                sum = bytes <= long.MaxValue - sum ? sum + bytes : throw new ConfigurationException($"{this} are more bytes than can be counted; lower one of them");
            }

            return sum;
        }
    }

    /// <summary>What a whole has left for the part that is not among these.</summary>
    /// <exception cref="ConfigurationException">These are more than the whole; the message shows them and their sum.</exception>
    public long RestOf(string whole, long bytes) => Sum <= bytes
        ? bytes - Sum
        : throw new ConfigurationException(
            $"{this} = {MemoryText.Of(Sum)}, which is more than {whole} with {MemoryText.Of(bytes)}; raise {whole} or lower one of the others");

    /// <inheritdoc/>
    public override string ToString() => string.Join(" + ", parts.Select(static part => string.Create(CultureInfo.InvariantCulture, $"{part.Name} ({MemoryText.Of(part.Bytes)})")));
}
