using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using Flink.Core.Closures;
using Flink.Core.Serialization;

namespace Flink.Core.Tests.Closures;

public class DamagedClosureTests
{
    private const int ChecksumBytes = 8;
    private const int VersionAt = 4;

    [Fact]
    public void Changed_byte_is_noticed_wherever_it_is()
    {
        var bytes = Written();
        for (var i = 0; i < bytes.Length; i++)
        {
            var damaged = bytes.ToArray();
            damaged[i] ^= 0x10;

            Assert.ThrowsAny<FlinkException>(() => ClosureSerializer.Read(damaged, Travel.Here));
        }
    }

    [Fact]
    public void Cut_bytes_are_noticed_wherever_the_cut_is()
    {
        var bytes = Written();
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.Throws<CorruptDataException>(() => ClosureSerializer.Read(bytes.AsMemory(0, length), Travel.Here));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Bytes_that_are_damaged_under_a_fitting_checksum_end_in_an_error_or_an_object_and_in_little_memory(int seed)
    {
        var random = new Random(seed);
        var bytes = Written();
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var errors = 0;
        const int rounds = 3_000;
        for (var round = 0; round < rounds; round++)
        {
            var damaged = bytes.ToArray();
            for (var changes = random.Next(1, 5); changes > 0; changes--)
            {
                var at = random.Next(VersionAt + 1, damaged.Length - ChecksumBytes);
                damaged[at] = random.Next(3) switch { 0 => (byte)random.Next(256), 1 => 0xFF, _ => (byte)(damaged[at] + random.Next(-2, 3)) };
            }

            try
            {
                ClosureSerializer.Read(Sealed(damaged), Travel.Here);
            }
            catch (FlinkException)
            {
                errors++;
            }
        }

        Assert.InRange(errors, rounds / 4, rounds);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - allocated, 0, rounds * 1_000_000L);
    }

    [Fact]
    public void Array_of_a_billion_elements_is_not_believed()
    {
        // The length of the only array, 3, becomes one of five bytes.
        var bytes = ClosureSerializer.Write(new int[3], "Test").Bytes.ToArray();
        var at = bytes.AsSpan().LastIndexOf((byte)3);
        byte[] grown = [.. bytes[..at], 0xFF, 0xFF, 0xFF, 0xFF, 0x03, .. bytes[(at + 1)..]];

        var error = Assert.Throws<CorruptDataException>(() => ClosureSerializer.Read(Sealed(grown), Travel.Here));

        Assert.Contains("bytes are left", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_format_version_is_refused_by_its_number()
    {
        var bytes = Written();
        bytes[VersionAt] = 9;

        var error = Assert.Throws<ClosureException>(() => ClosureSerializer.Read(Sealed(bytes), Travel.Here));

        Assert.Contains("format version 9; this engine reads version 1", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(nameof(Carried), "Xarried", "Type 'Flink.Core.Tests.Closures.DamagedClosureTests+Xarried' is not there: the job was built with Flink.Core.Tests ")]
    [InlineData("Marked", "Xarked", "Field 'Xarked' of type 'Flink.Core.Tests.Closures.DamagedClosureTests+Carried' is not there, or has another type: ")]
    [InlineData("Speaking", "Xpeaking", "Xpeaking()' of type 'Flink.Core.Tests.Closures.DamagedClosureTests+Carried' is not there: ")]
    [InlineData("Flink.Core.Tests", "Flink.Core.Tezts", "The job needs assembly 'Flink.Core.Tezts' ")]
    public void What_is_not_there_is_named_with_the_versions_of_both_sides(string name, string other, string message)
    {
        var text = Encoding.Latin1.GetString(ClosureSerializer.Write((Func<string>)new Carried { Marked = 1 }.Speaking, "Test").Bytes.Span);
        var changed = text.Replace(name, other, StringComparison.Ordinal);

        var error = Assert.Throws<ClosureException>(() => ClosureSerializer.Read(Sealed(Encoding.Latin1.GetBytes(changed)), Travel.Here));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    private static byte[] Written()
    {
        var number = 5;
        var text = "captured";
        var list = new List<(int, string)> { (1, "a"), (2, "b") };
        Func<int, string> function = n => $"{number}{text}{list.Count}{n}";
        object?[] everything =
        [
            function, 1, 2.5m, DayOfWeek.Monday, new[] { 1, 2, 3 }, new[,] { { "a" }, { "b" } }, new Dictionary<string, int> { ["a"] = 1 }, typeof(List<int>),
            new Carried { Marked = 7 }, System.Collections.Immutable.ImmutableList.Create("x"), null, new DateTime(2024, 1, 1), StringComparer.Ordinal,
        ];
        return ClosureSerializer.Write(everything, "Test").Bytes.ToArray();
    }

    private static byte[] Sealed(byte[] bytes)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(bytes.Length - ChecksumBytes), XxHash64.HashToUInt64(bytes.AsSpan(0, bytes.Length - ChecksumBytes)));
        return bytes;
    }

    private sealed class Carried
    {
        public int Marked;

        public string Speaking() => $"{Marked}";
    }
}
