using CsCheck;
using Flink.Core.Configuration;
using Flink.Runtime.Configuration;

namespace Flink.Runtime.Tests.Configuration;

public sealed class PlainYamlTests
{
    private static readonly string[] _pieces =
    [
        "a", "b.c", "taskmanager", "x-y_z", "1", "\"q\"", "\"a b\"", "\"#\"", "\"\"", "~", "null", ":", ": ", ":  ", " ", "  ", "\n", "\n", "\n  ", "\n    ",
        "# c", " # c", "/tmp/a", "10 s", "a:b", "a :b", "-", "- ", "[", "{", "'", "|", "*", "&", "!", "%", "@", ",", "...", "---", "é", "\t", "\r\n", "?", "? ",
        "a: 1\n", "b:\n  c: 2\n", "k: v w\n", "\"k.l\": \"v:w\"\n", "a.b: 3\n",
    ];

    private static readonly Gen<string> _texts = Gen.Int[0, _pieces.Length - 1].Array[1, 14].Select(static chosen => string.Concat(chosen.Select(static piece => _pieces[piece])));

    [Fact]
    public void What_is_plain_reads_as_with_the_whole_parser() => _texts.Sample(
        text =>
        {
            if (PlainYaml.Read(text) is null)
            {
                return;
            }

            List<ConfigurationError> errors = [];
            var whole = new YamlReader(Line, errors);
            whole.ReadAll(text, lineOffset: 3);
            var plain = new YamlReader(Line, errors);
            plain.Read(text, lineOffset: 3);
            Assert.Empty(errors);
            Assert.Equal(whole.Entries, plain.Entries);
            Assert.Equal(whole.Unset, plain.Unset);
        },
        iter: 3000);

    [Fact]
    public void A_file_as_it_is_shipped_is_plain()
    {
        var lines = PlainYaml.Read(
            """
            # Addresses
            jobmanager:
              bind-host: localhost
              rpc:
                address: localhost
                # The port.
                port: 6123
              memory.process.size: 1600m

            taskmanager:
            io.tmp.dirs: /tmp/a b
            "s.t": "[1, 2]"
            """);

        Assert.Equal(
            [
                new("jobmanager.bind-host", "localhost", 3),
                new("jobmanager.rpc.address", "localhost", 5),
                new("jobmanager.rpc.port", "6123", 7),
                new("jobmanager.memory.process.size", "1600m", 8),
                new("taskmanager", null, 10),
                new("io.tmp.dirs", "/tmp/a b", 11),
                new("s.t", "[1, 2]", 12),
            ],
            lines!);
    }

    [Theory]
    [InlineData("a: 1\na: 2")]
    [InlineData("a: 1\n  b: 2")]
    [InlineData("a:\n    b: 1\n  c: 2")]
    [InlineData("a: [1, 2]")]
    [InlineData("a: 1 # one")]
    [InlineData("a: \"\\n\"")]
    [InlineData("- a")]
    [InlineData("a:b")]
    [InlineData("")]
    public void What_is_more_or_wrong_is_left_to_the_whole_parser(string text) => Assert.Null(PlainYaml.Read(text));

    private static ConfigOrigin Line(int line) => new(ConfigOriginKind.File, "config.yaml", line);
}
