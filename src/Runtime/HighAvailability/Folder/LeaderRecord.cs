using System.Globalization;
using Flink.Core.FileSystems;
using Flink.Runtime.Rpc;
using Flink.Runtime.State;

namespace Flink.Runtime.HighAvailability.Folder;

/// <summary>What a leader says of itself, anew at each renewal.</summary>
/// <param name="Renewal">Counts the renewals: a record that does not change is that of a leader that is gone.</param>
/// <param name="HasEnded">Whether the leader gave way, so that nobody need wait.</param>
/// <param name="Holder">Its process, for people.</param>
/// <param name="Components">Where its endpoints are.</param>
internal sealed record LeaderRecord(long Renewal, bool HasEnded, string Holder, IReadOnlyDictionary<string, LeaderAddress> Components)
{
    public ReadOnlyMemory<byte> Encode()
    {
        var buffer = new SnapshotBuffer();
        buffer.Write(Renewal);
        buffer.Write(HasEnded);
        buffer.Write(Holder);
        buffer.Write(Components.Count);
        foreach (var (component, leader) in Components.OrderBy(static pair => pair.Key, StringComparer.Ordinal))
        {
            buffer.Write(component);
            buffer.Write(leader.Address.ToString());
            buffer.Write(leader.Token.ToString());
        }

        return buffer.Written;
    }

    public static LeaderRecord Decode(byte[] content, FilePath path)
    {
        var parser = RecordFile.Parser(content, path);
        var (renewal, hasEnded, holder) = (parser.ReadLong(), parser.ReadBool(), parser.ReadText());
        var components = new Dictionary<string, LeaderAddress>(StringComparer.Ordinal);
        for (var count = parser.ReadCount(12); count > 0; count--)
        {
            var component = parser.ReadText();
            try
            {
                components[component] = new LeaderAddress(
                    EndpointAddress.Parse(parser.ReadText(), CultureInfo.InvariantCulture), FencingToken.Parse(parser.ReadText()));
            }
            catch (FormatException e)
            {
                throw parser.Malformed(e.Message);
            }
        }

        parser.ExpectEnd();
        return new LeaderRecord(renewal, hasEnded, holder, components);
    }
}
