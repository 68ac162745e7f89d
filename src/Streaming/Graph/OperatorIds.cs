using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using Flink.Core.Graph;

namespace Flink.Streaming.Graph;

/// <summary>Gives every operator the id by which its state is found again.</summary>
/// <remarks>
/// From the uid where the user gave one. Else from the operator's place: what feeds it, through which output and input, and its
/// rank among operators with the same answer. Names, parallelism and functions do not count, and neither does the rest of the
/// program: an independent pipeline changes nothing. Same idea as Flink's StreamGraphHasherV2, which numbers all operators.
/// </remarks>
internal static class OperatorIds
{
    private const byte FromUid = 1;
    private const byte FromPlace = 2;

    /// <exception cref="InvalidOperationException">Two operators have the same uid.</exception>
    public static Dictionary<OperatorTransformation, OperatorId> Of(Topology topology)
    {
        Dictionary<OperatorTransformation, OperatorId> ids = [];
        Dictionary<string, OperatorTransformation> uids = new(StringComparer.Ordinal);
        Dictionary<Id128, int> ranks = [];
        foreach (var one in topology.Operators)
        {
            if (one.EffectiveUid is { } uid)
            {
                if (!uids.TryAdd(uid, one))
                {
                    throw new InvalidOperationException(
                        $"The uid '{uid}' is given to '{uids[uid].DisplayName}' and to '{one.DisplayName}'. State is found again by it, so each operator needs its own.");
                }

                ids[one] = new OperatorId(Hash(FromUid, Encoding.UTF8.GetBytes(uid)));
                continue;
            }

            var place = PlaceOf(topology.InputsOf(one), ids);
            var rank = ranks.GetValueOrDefault(place);
            ranks[place] = rank + 1;
            ids[one] = new OperatorId(Ranked(place, rank));
        }

        return ids;
    }

    private static Id128 PlaceOf(IReadOnlyList<Link> inputs, Dictionary<OperatorTransformation, OperatorId> ids)
    {
        var text = new StringBuilder();
        foreach (var link in inputs)
        {
            text.Append(ids[link.From]).Append('/').Append(link.Input).Append('/').Append(link.Tag?.Id).Append('\n');
        }

        return Hash(FromPlace, Encoding.UTF8.GetBytes(text.ToString()));
    }

    private static Id128 Ranked(Id128 place, int rank)
    {
        Span<byte> bytes = stackalloc byte[20];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, place.High);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], place.Low);
        BinaryPrimitives.WriteInt32BigEndian(bytes[16..], rank);
        return Hash(FromPlace, bytes);
    }

    private static Id128 Hash(byte kind, ReadOnlySpan<byte> bytes)
    {
        var hash = new XxHash128();
        hash.Append([kind]);
        hash.Append(bytes);
        return Id128.FromBytes(hash.GetCurrentHash());
    }
}
