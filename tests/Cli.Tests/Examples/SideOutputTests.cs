using System.Globalization;
using System.Text.RegularExpressions;

namespace Flink.Cli.Tests.Examples;

public sealed partial class SideOutputTests : IDisposable
{
    private static readonly string _program = FlinkProcess.PathOf("SideOutput", "SideOutput.dll");

    private readonly string _folder = Directory.CreateTempSubdirectory("flink-side-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("1")]
    [InlineData("3")]
    public async Task Long_words_are_rejected_and_the_others_counted(string parallelism)
    {
        var text = string.Concat(Enumerable.Repeat("To be, or not to BE:\nthat is the Question; questions — sixsix five5 Ärgern ärger\n\n", 50));
        var input = Path.Combine(_folder, "in.txt");
        File.WriteAllText(input, text);
        var output = Path.Combine(_folder, "out");

        var result = await FlinkProcess.RunAsync("run", "-p", parallelism, _program, "--input", input, "--output", output);

        Assert.Equal(0, result.ExitCode);
        AssertOutput(
            text,
            File.ReadAllLines(Path.Combine(output, "rejected.txt")),
            File.ReadAllLines(Path.Combine(output, "counts.csv")).Select(row => row.Split(',')));
    }

    [Fact]
    public async Task Without_arguments_three_lines_of_a_book_are_printed()
    {
        const string Text = """
            My Design in this Book is not to explain the Properties of Light by
            Hypotheses, but to propose and prove them by Reason and Experiments: In
            order to which I shall premise the following Definitions and Axioms.
            """;

        var result = await FlinkProcess.RunAsync("run", _program);

        Assert.Equal(0, result.ExitCode);
        AssertOutput(
            Text,
            result.OutputLines.Where(line => line.StartsWith("rejected-", StringComparison.Ordinal)),
            result.OutputLines.Where(line => line.StartsWith('(')).Select(line => line[1..^1].Split(',')));
    }

    // A window may end between two lines, so what counts is the sum over all windows.
    private static void AssertOutput(string text, IEnumerable<string> rejected, IEnumerable<string[]> counts)
    {
        var words = Word().Matches(text).Select(match => match.Value.ToLowerInvariant()).ToArray();
        Assert.Equal(words.Where(word => word.Length > 5).Select(word => "rejected-" + word).Order(), rejected.Order());
        Assert.Equal(
            words.Where(word => word.Length <= 5).CountBy(word => word).OrderBy(pair => pair.Key),
            counts.GroupBy(row => row[0], row => int.Parse(row[1], CultureInfo.InvariantCulture))
                .Select(group => KeyValuePair.Create(group.Key, group.Sum())).OrderBy(pair => pair.Key));
    }

    [GeneratedRegex(@"[\p{L}\p{Nd}]+")]
    private static partial Regex Word();
}
