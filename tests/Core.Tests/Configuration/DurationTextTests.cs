using CsCheck;
using Flink.Core.Configuration;

namespace Flink.Core.Tests.Configuration;

public class DurationTextTests
{
    private static readonly long[] _ticks = [1, 10, 10_000, 10_000_000, 600_000_000, 864_000_000_000];

    [Theory]
    [InlineData("0", 0)]
    [InlineData("250", 250)]
    [InlineData("100ms", 100)]
    [InlineData("10 s", 10_000)]
    [InlineData("10 SEC", 10_000)]
    [InlineData("5min", 300_000)]
    [InlineData("5 m", 300_000)]
    [InlineData("1 h", 3_600_000)]
    [InlineData("3 d", 259_200_000)]
    [InlineData("3 days", 259_200_000)]
    [InlineData("PT10S", 10_000)]
    [InlineData("P1DT1H", 90_000_000)]
    [InlineData("pt1.5s", 1_500)]
    public void Every_form_is_read(string text, long milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), DurationText.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("ten seconds")]
    [InlineData("-1 s")]
    [InlineData("-PT1S")]
    [InlineData("1.5 s")]
    [InlineData("1 fortnight")]
    [InlineData("1 s 2 ms")]
    [InlineData("P1M")]
    [InlineData("P1Y")]
    [InlineData("PT")]
    [InlineData("50 ns")]
    [InlineData("9223372036854775807 d")]
    public void Other_forms_are_refused(string text) => Assert.False(DurationText.TryParse(text, out _));

    [Theory]
    [InlineData("90 s", "90 s")]
    [InlineData("120 s", "2 min")]
    [InlineData("0 s", "0 ms")]
    [InlineData("500 ns", "500 ns")]
    public void Text_uses_the_largest_unit_without_a_fraction(string given, string text) =>
        Assert.Equal(text, DurationText.Format(DurationText.Parse(given)));

    [Fact]
    public void Text_reads_back_to_the_same_duration() =>
        Gen.Select(Gen.Long[0, 1_000_000], Gen.Int[0, 5])
            .Select(pair => new TimeSpan(pair.Item1 * _ticks[pair.Item2]))
            .Sample(duration => DurationText.Parse(DurationText.Format(duration)) == duration);

    [Fact]
    public void The_longest_duration_reads_back() =>
        Assert.Equal(TimeSpan.MaxValue, DurationText.Parse(DurationText.Format(TimeSpan.MaxValue)));
}
