using Flink.Core.Operators;
using Flink.Core.Records;
using Flink.Streaming.Testing.Tests.Operators;

namespace Flink.Streaming.Testing.Tests;

public class RecordedOutputTests
{
    [Fact]
    public void Order_between_watermarks_does_not_count_without_a_key() =>
        Assert.True(RecordedOutput.Compare(Of("a1 b1 a2 |5 c1"), Of("a2 a1 b1 |5 c1")).IsEmpty);

    [Fact]
    public void Order_within_a_key_counts_and_between_keys_does_not()
    {
        Assert.True(RecordedOutput.Compare(Of("a1 b1 a2 |5"), Of("b1 a1 a2 |5"), record => record[0]).IsEmpty);

        var difference = RecordedOutput.Compare(Of("a1 b1 a2 |5"), Of("b1 a2 a1 |5"), record => record[0]);

        Assert.Equal("before Watermark(5), order of key a: expected a1, a2 but was a2, a1", difference.ToString());
    }

    [Fact]
    public void Missing_and_extra_records_are_named_with_the_watermarks_around_them()
    {
        var difference = RecordedOutput.Compare(Of("a1 |5 b1 b1 |9 c1"), Of("|5 a1 b1 |9 c1 d1"));

        Assert.Equal(
            [
                "before Watermark(5), missing: a1",
                "between Watermark(5) and Watermark(9), missing: b1",
                "between Watermark(5) and Watermark(9), extra: a1",
                "after Watermark(9), extra: d1",
            ],
            difference.Lines);
        Assert.Contains("missing: a1", Assert.Throws<HarnessException>(difference.ThrowIfAny).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Watermark_that_only_one_side_has_is_named_and_cuts_nothing()
    {
        var difference = RecordedOutput.Compare(Of("a1 |5 b1 |9"), Of("b1 |7 a1 |9"));

        Assert.Equal(["missing: Watermark(5)", "extra: Watermark(7)"], difference.Lines);
    }

    [Fact]
    public void Timestamps_count()
    {
        var difference = RecordedOutput.Compare([OutputElement.Record("a", 1)], [OutputElement.Record("a", 2)]);

        Assert.Equal(["without watermarks, missing: a@1", "without watermarks, extra: a@2"], difference.Lines);
    }

    [Fact]
    public void Null_records_are_compared_too()
    {
        Assert.True(RecordedOutput.Compare([OutputElement.Record<string?>(null)], [OutputElement.Record<string?>(null)]).IsEmpty);
        Assert.False(RecordedOutput.Compare([OutputElement.Record<string?>(null)], []).IsEmpty);
    }

    [Fact]
    public void Operator_that_passes_on_an_empty_batch_is_told()
    {
        using var harness = new OperatorHarness<int, int>(new FactoryOf(() => new EmptyBatches()));

        Assert.Throws<HarnessException>(() => harness.Push(1));
    }

    [Fact]
    public void Batch_that_was_lent_is_spoiled_when_the_call_returns()
    {
        var spy = new KeepingOperator();
        using var harness = new OperatorHarness<int, int>(new FactoryOf(() => spy));

        harness.Push(7);

        Assert.Equal([7], harness.Records);
        Assert.NotEqual(7, spy.AfterOutput);
    }

    [Fact]
    public void Taken_records_are_forgotten()
    {
        using var harness = new OperatorHarness<int, int>(new FactoryOf(() => new EchoOperator()));

        Assert.Equal([1], harness.Push(1).Take());
        Assert.Equal([2], harness.Push(2).Take());
        Assert.Empty(harness.Elements);
    }

    // Words are records, |5 is a watermark.
    private static IEnumerable<OutputElement<string>> Of(string text) => text.Split(' ').Select(word =>
        word[0] == '|' ? OutputElement.Watermark<string>(long.Parse(word[1..], null)) : OutputElement.Record(word));

    private sealed class EmptyBatches : OneInputOperator<int, int>
    {
        public override void Process(Batch<int> batch) => Output.Process(new Batch<int>(1));
    }

    private sealed class KeepingOperator : OneInputOperator<int, int>
    {
        public int AfterOutput { get; private set; }

        public override void Process(Batch<int> batch)
        {
            Output.Process(batch);
            AfterOutput = batch.Records[0];
        }
    }
}
