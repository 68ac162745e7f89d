using System.Globalization;
using System.Text;

namespace Flink.Cli.Tests.Examples;

public sealed class WordCountTests : IDisposable
{
    private static readonly string _program = FlinkProcess.PathOf("WordCount", "WordCount.dll");
    private static readonly string _book = Path.Combine(Repository(), "examples", "data", "opticks.txt");

    private readonly string _folder = Directory.CreateTempSubdirectory("flink-words-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Book_gives_the_ten_most_frequent_words()
    {
        var result = await FlinkProcess.RunAsync("run", _program);
        var expected = CountIn(File.ReadAllText(_book));

        Assert.Equal(0, result.ExitCode);
        var table = result.OutputLines.SkipWhile(line => !line.StartsWith("word ", StringComparison.Ordinal)).Skip(1).ToArray();
        var top = expected.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).Take(10);
        Assert.Equal(top.Select(pair => $"{pair.Key} {pair.Value.ToString("N0", CultureInfo.InvariantCulture)}"), table[..10].Select(Squeeze));
        Assert.Equal($"{expected.Values.Sum():N0} words, {expected.Count:N0} different ones", table[10]);
        Assert.Equal(11, table.Length);
        Assert.Equal(["the 9,824", "of 5,241", "and 4,182", "to 2,074", "in 2,014", "by 1,482"], table[..6].Select(Squeeze));
    }

    [Theory]
    [InlineData("1")]
    [InlineData("3")]
    public async Task Output_file_has_each_word_once_with_its_final_count(string parallelism)
    {
        var output = Path.Combine(_folder, "counts.csv");

        var result = await FlinkProcess.RunAsync("run", "-p", parallelism, _program, "--input", _book, "--output", output);

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(CountIn(File.ReadAllText(_book)), Read([output]));
    }

    [Fact]
    public async Task Output_folder_has_a_file_from_each_subtask()
    {
        var output = Path.Combine(_folder, "counts") + "/";

        var result = await FlinkProcess.RunAsync("run", "-p", "2", _program, "--input", _book, "--output", output);

        Assert.Equal(0, result.ExitCode);
        var files = Directory.GetFiles(output);
        Assert.Equal(["part-0-0", "part-1-0"], files.Select(Path.GetFileName).Order());
        Assert.Equal(CountIn(File.ReadAllText(_book)), Read(files));
    }

    [Fact]
    public async Task Standard_input_may_hold_letters_of_any_alphabet()
    {
        const string Text = "Ärger ärger ÄRGER, Straße 2nd 2ND; ΣΊΣΥΦΟΣ σίσυφοσ — “Naïve” naïve\nȺ ⱥ don't\r\n\n x";
        var output = Path.Combine(_folder, "counts.csv");

        var result = await FlinkProcess.FeedAsync(Text, "run", _program, "--input", "-", "--output", output);

        Assert.Equal(0, result.ExitCode);
        var counts = Read([output]);
        Assert.Equal(CountIn(Text), counts);
        Assert.Equal((3, 2, 2, 2), (counts["ärger"], counts["2nd"], counts["naïve"], counts["ⱥ"]));
    }

    [Fact]
    public async Task Folder_of_files_is_one_text()
    {
        File.WriteAllText(Path.Combine(_folder, "a.txt"), "one two");
        File.WriteAllText(Path.Combine(_folder, "b.txt"), "two THREE\ntwo");

        var result = await FlinkProcess.RunAsync("run", _program, "--input", _folder);

        Assert.Contains("two            3\n", result.Output);
        Assert.Contains("5 words, 3 different ones", result.Output);
    }

    [Fact]
    public async Task Missing_input_is_one_line_that_names_it()
    {
        var path = Path.Combine(_folder, "nothing.txt");
        var result = await FlinkProcess.RunAsync("run", _program, "--input", path);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(path, Assert.Single(result.ErrorLines));
    }

    [Fact]
    public async Task Text_that_is_not_UTF8_is_one_line_that_names_file_and_offset()
    {
        var path = Path.Combine(_folder, "latin.txt");
        File.WriteAllBytes(path, [.. "good line\nbad "u8, 0xE4, .. " line\n"u8]);
        var result = await FlinkProcess.RunAsync("run", _program, "--input", path);

        Assert.Equal(1, result.ExitCode);
        var line = Assert.Single(result.ErrorLines);
        Assert.Contains(path, line);
        Assert.Contains("at byte offset 14", line);
    }

    [Fact]
    public async Task Existing_output_is_kept_and_named()
    {
        var output = Path.Combine(_folder, "counts.csv");
        File.WriteAllText(output, "precious");
        var result = await FlinkProcess.RunAsync("run", _program, "--output", output);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(output, Assert.Single(result.ErrorLines));
        Assert.Equal("precious", File.ReadAllText(output));
    }

    [Theory]
    [InlineData("WordCount: unknown argument '--inptu'; usage: ", "--inptu", "x")]
    [InlineData("WordCount: --input needs a value; usage: ", "--input")]
    [InlineData("WordCount: --output is given twice; usage: ", "--output", "a", "--output", "b")]
    public async Task Wrong_arguments_of_the_program_are_refused(string expected, params string[] arguments)
    {
        var result = await FlinkProcess.RunAsync(["run", _program, .. arguments]);

        Assert.StartsWith(expected, result.OnlyError());
    }

    // The same by other means: decoded text, rune by rune.
    private static SortedDictionary<string, long> CountIn(string text)
    {
        var counts = new SortedDictionary<string, long>(StringComparer.Ordinal);
        var word = new StringBuilder();
        foreach (var rune in (text + " ").EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune))
            {
                word.Append(Rune.ToLowerInvariant(rune));
            }
            else if (word.Length > 0)
            {
                counts[word.ToString()] = counts.GetValueOrDefault(word.ToString()) + 1;
                word.Clear();
            }
        }

        return counts;
    }

    private static SortedDictionary<string, long> Read(string[] files)
    {
        var counts = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var row in files.SelectMany(File.ReadAllLines).Select(line => line.Split(',')))
        {
            // Throws when a word is there twice.
            counts.Add(row[0], long.Parse(row[1], CultureInfo.InvariantCulture));
        }

        return counts;
    }

    private static string Squeeze(string row) => string.Join(' ', row.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private static string Repository()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Flink.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("There is no Flink.sln above the tests.");
        }

        return folder;
    }
}
