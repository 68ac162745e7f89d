using System.Globalization;
using System.Numerics;
using System.Text;
using Flink.Core.Types;
using Flink.Core.Types.Keys;

namespace Flink.Assets.KeyHashes;

/// <summary>
/// Prints, for many types of keys, the hashes of the first three of a thousand keys, a hash over all of theirs, and one over their
/// key groups: the same in every process for ever.
/// </summary>
public static class Program
{
    private const int Keys = 1000;
    private const int Shown = 3;
    private const int Groups = 128;

    private static readonly DateTime Day = new(2024, 2, 29, 12, 0, 0, DateTimeKind.Utc);

    public static void Main()
    {
        Print("bool", i => i % 2 == 0);
        Print("byte", i => (byte)i);
        Print("sbyte", i => (sbyte)i);
        Print("short", i => (short)(i * 37));
        Print("ushort", i => (ushort)(i * 37));
        Print("char", i => (char)('a' + i));
        Print("int", i => i * 7919 - 500);
        Print("uint", i => (uint)i * 7919);
        Print("long", i => i * 7_919_000_000_001L - 5);
        Print("ulong", i => ulong.MaxValue - (ulong)i);
        Print("Int128", i => new Int128((ulong)i, (ulong)i * 3) - 7);
        Print("UInt128", i => new UInt128((ulong)i, (ulong)i * 3));
        Print("BigInteger", i => BigInteger.Pow(-3, i));
        Print("Half", i => (Half)i / (Half)4);
        Print("float", i => i / 3f);
        Print("double", i => i / 3.0);
        Print("decimal", i => i * 1.10m);
        Print("string", Text);
        Print("Utf8String", i => Utf8String.From(Text(i)));
        Print("Rune", i => new Rune(0x1F300 + i % 200));
        Print("Guid", Identity);
        Print("DateTime", i => Day.AddMinutes(i));
        Print("DateTimeOffset", i => new DateTimeOffset(Day.AddMinutes(i)).ToOffset(TimeSpan.FromHours(i % 13)));
        Print("DateOnly", i => new DateOnly(2024, 2, 29).AddDays(i));
        Print("TimeOnly", i => new TimeOnly(0, 0).Add(TimeSpan.FromSeconds(i)));
        Print("TimeSpan", i => TimeSpan.FromMilliseconds(i - 500));
        Print("Version", i => new Version(i, i % 7, i % 5));
        Print("enum", i => (Color)(i % 256));
        Print("int?", i => i % 3 == 0 ? (int?)null : i);
        Print("byte[]", i => Encoding.UTF8.GetBytes(Text(i)));
        Print("int[]", i => Enumerable.Range(i, i % 5).ToArray());
        Print("List<string>", i => Enumerable.Range(i, i % 5).Select(Text).ToList());
        Print("(string, int)", i => (Text(i), i));
        Print("nested tuple", i => ((i, Text(i)), (Identity(i), (double?)i)));
        Print("Tuple", i => Tuple.Create(i, Text(i)));
        Print("KeyValuePair", i => KeyValuePair.Create(Text(i), i));
        Print("anonymous", i => new { Name = Text(i), Id = i });
        Print("record struct", i => new Point(i, i / 4.0));
        Print("record with a string", i => new Customer(Text(i), i % 4 == 0 ? null : i, Identity(i), new Point(i, -i), [(byte)i]));
        Print<Shape>("derived record", i => i % 2 == 0 ? new Shape(i) : new Circle(i, i * 0.5m));
        Print("class", i => new Account(Text(i), i));
    }

    private static string Text(int i) => i % 5 == 0 ? new string('ü', i % 400) + i : $"key-{i}";

    private static Guid Identity(int i) => new(i, (short)i, 7, 1, 2, 3, 4, 5, 6, 7, 8);

    private static void Print<TKey>(string name, Func<int, TKey> make)
    {
        var comparer = KeyComparers.For<TKey>();
        var line = new StringBuilder(name.Replace(',', ';'));
        var (all, groups) = (0UL, 0UL);
        for (var i = 0; i < Keys; i++)
        {
            var hash = comparer.Hash(make(i));
            all = StableHash.Combine(all, hash);
            groups = StableHash.Combine(groups, (ulong)KeyGroups.Of(hash, Groups));
            if (i < Shown)
            {
                line.Append(CultureInfo.InvariantCulture, $",{hash:x16}");
            }
        }

        Console.WriteLine(line.Append(CultureInfo.InvariantCulture, $",{all:x16},{groups:x16}"));
    }
}
