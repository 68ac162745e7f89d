using CsCheck;
using Flink.Core.Configuration;
using Flink.Runtime.Configuration;

namespace Flink.Runtime.Tests.Configuration;

public class ConfigurationFileTests
{
    private static FlinkConfiguration Read(string yaml)
    {
        using var folder = new ConfigurationFolder(yaml);
        return folder.Load();
    }

    private static string[] RefusalOf(string yaml)
    {
        using var folder = new ConfigurationFolder(yaml);
        return [.. folder.Refuse().Errors.Select(error => error.ToString().Replace(folder.File, "F", StringComparison.Ordinal))];
    }

    [Fact]
    public void Hash_inside_a_value_is_part_of_it_and_a_comment_is_not()
    {
        var configuration = Read("k1: \"ab#cd\"\nk5: ab#cd\nk6: ab #cd\nk7: p=q;r=s\n");
        Assert.Equal(
            ["ab#cd", "ab#cd", "ab", "p=q;r=s"],
            new[] { "k1", "k5", "k6", "k7" }.Select(configuration.GetText));
    }

    [Fact]
    public void Nested_and_dotted_keys_are_equal()
    {
        var nested = Read("taskmanager:\n  memory:\n    process:\n      size: 2g\n");
        var dotted = Read("taskmanager.memory.process.size: 2g\n");
        var mixed = Read("taskmanager:\n  memory.process: {size: 2g}\n");
        Assert.All([nested, dotted, mixed], configuration =>
        {
            Assert.Equal(["taskmanager.memory.process.size"], configuration.Keys);
            Assert.Equal(MemorySize.FromMebibytes(2048), configuration.Get(TaskManagerMemoryOptions.ProcessSize));
        });
    }

    [Theory]
    [InlineData("k3: 1\nx: 2\nk3: 3\n", 3, 1)]
    [InlineData("k3: 1\nk3: 1\n", 2, 1)]
    public void Key_given_twice_is_refused_with_both_lines(string yaml, int second, int first) =>
        Assert.Equal([$"F:{second}: k3: is given twice, first in line {first}; expected each key once, nested or dotted"], RefusalOf(yaml));

    [Fact]
    public void Key_given_nested_and_dotted_is_refused_with_both_lines() => Assert.Equal(
        ["F:4: rest.port: is given twice, first in line 2; expected each key once, nested or dotted"],
        RefusalOf("rest:\n  port: 1\nx: 1\nrest.port: 2\n"));

    [Fact]
    public void Block_given_twice_is_refused_at_its_second_place() => Assert.Equal(
        ["F:3: rest: is given twice, first in line 1; expected each key once, nested or dotted"],
        RefusalOf("rest:\n  port: 1\nrest:\n  address: x\nweb:\n  submit.enable: true\n"));

    [Fact]
    public void Key_beside_its_own_prefix_keeps_both()
    {
        var configuration = Read("a: 1\na.b: 2\nc.d: 3\nc: {e: 4}\n");
        Assert.Equal(["1", "2", "3", "4"], new[] { "a", "a.b", "c.d", "c.e" }.Select(configuration.GetText));
    }

    [Theory]
    [InlineData("external-resources: [gpu, \"a;b\"]\n")]
    [InlineData("external-resources:\n  - gpu\n  - a;b\n")]
    [InlineData("external-resources: gpu;'a;b'\n")]
    public void Lists_are_read_in_every_form(string yaml) =>
        Assert.Equal(["gpu", "a;b"], Read(yaml).Get(ExternalResourceOptions.Names));

    [Theory]
    [InlineData("pipeline.global-job-parameters: {a: 1, b.c: x:y}\n")]
    [InlineData("pipeline:\n  global-job-parameters:\n    a: 1\n    b.c: x:y\n")]
    [InlineData("pipeline.global-job-parameters: a:1,b.c:x:y\n")]
    public void Maps_are_read_in_every_form(string yaml)
    {
        var map = Read(yaml).Get(PipelineOptions.GlobalJobParameters);
        Assert.Equal([("a", "1"), ("b.c", "x:y")], map.Select(pair => (pair.Key, pair.Value)).Order());
    }

    [Fact]
    public void List_of_maps_is_read()
    {
        var option = ConfigOption.MapList("my.tolerations", "Tolerations.");
        var maps = Read("my.tolerations:\n- key: a\n  effect: \"x,y\"\n- {key: b}\n").Get(option);
        Assert.Equal(("a", "x,y", "b"), (maps[0]["key"], maps[0]["effect"], maps[1]["key"]));
    }

    [Fact]
    public void Key_without_value_is_not_set() => Assert.Empty(Read("rest:\n  # port: 1\nweb: ~\n").Keys);

    [Theory]
    [InlineData("")]
    [InlineData("# only a comment\n")]
    [InlineData("\uFEFF")]
    public void Empty_file_configures_nothing(string yaml) => Assert.Empty(Read(yaml).Keys);

    [Theory]
    [InlineData("a: &x 1\n", "F:1: a: has a YAML anchor; expected a plain value")]
    [InlineData("a: !!int 1\n", "F:1: a: has a YAML tag; expected a plain value")]
    [InlineData("a:\n- [1]\n", "F:2: a: holds a list in a list or an alias; expected a list of texts or of maps of texts")]
    [InlineData("[a]: 1\n", "F:1: a key is a list, a map or an alias; expected plain text as key")]
    [InlineData("a: 1\n---\nb: 2\n", "F:2: a second YAML document begins here; expected one document")]
    [InlineData("a:1\n", "F:1: no key is given; expected lines of the form 'key: value'")]
    [InlineData("- a\n", "F:1: no key is given; expected lines of the form 'key: value'")]
    public void Surprises_of_YAML_are_refused_with_their_line(string yaml, string expected) => Assert.Equal([expected], RefusalOf(yaml));

    [Theory]
    [InlineData("a: 1\n s3.secret-key x\n")]
    [InlineData("a:\n - 1\n   more\n")]
    [InlineData("a:\n - k: 1\n     more\n")]
    public void Line_without_a_colon_does_not_become_part_of_another_value(string yaml) =>
        Assert.Contains("a: goes on in the next line; expected a value in one line, or in quotes", Assert.Single(RefusalOf(yaml)), StringComparison.Ordinal);

    [Theory]
    [InlineData("a: 1\nb: [1\nc: 2\n")]
    [InlineData("a: 1\n\tb: 2\n")]
    [InlineData("a: 1\nb: \"open\n")]
    [InlineData("a: 1\n  b: 2\n")]
    [InlineData("a: 1\nb: *nothing\n")]
    [InlineData("a: 1\nb: !!*[ x\n")]
    [InlineData(" : a\n")]
    [InlineData("\" \": a\n")]
    public void Broken_YAML_is_refused_with_a_line(string yaml)
    {
        var refusal = Assert.Single(RefusalOf(yaml));
        Assert.Matches("^F:[1-4]: ", refusal);
    }

    [Theory]
    [InlineData("a: 1\ns3.secret-key: \"S3CR3T\n")]
    [InlineData("a: 1\n s3.secret-key S3CR3T\n")]
    [InlineData("a: 1\ns3.secret-key: *S3CR3T\n")]
    [InlineData("a: 1\ns3.secret-key: &S3CR3T x\nb: &S3CR3T y\n")]
    [InlineData("a: 1\ns3.secret-key: S3CR3T: x\n")]
    [InlineData("a: 1\ns3.secret-key: !S3CR3T! x\n")]
    public void Secret_in_a_malformed_line_is_not_shown(string yaml)
    {
        using var folder = new ConfigurationFolder(yaml);
        Assert.DoesNotContain("S3CR3T", folder.Refuse().ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Any_text_is_read_or_refused()
    {
        using var folder = new ConfigurationFolder();
        Gen.String[Gen.Char["ab:  \n\n-[]{},#&*!|>'\"%@\t"], 0, 30].Sample(
            yaml =>
            {
                File.WriteAllText(folder.File, yaml);
                try
                {
                    folder.Load();
                }
                catch (ConfigurationException e)
                {
                    Assert.NotEmpty(e.Errors);
                }
            },
            iter: 1000,
            threads: 1);
    }

    [Fact]
    public void All_problems_of_file_and_arguments_come_together()
    {
        using var folder = new ConfigurationFolder("parallelism.default: many\nx: 1\nx: 2\n");
        var errors = folder.Refuse("rest.port=70000", "oops").Errors.Select(error => error.ToString().Replace(folder.File, "F", StringComparison.Ordinal));
        Assert.Equal(
            [
                "F:3: x: is given twice, first in line 2; expected each key once, nested or dotted",
                "-D: 'oops' has no equals sign; expected -D key=value",
                "-D: rest.port: '70000' is not valid; expected an integer from 0 to 65535",
                "F:1: parallelism.default: 'many' is not valid; expected an integer of at least 1",
            ],
            errors);
    }

    [Fact]
    public void File_that_is_not_UTF8_is_refused_with_its_line()
    {
        using var folder = new ConfigurationFolder();
        File.WriteAllBytes(folder.File, [.. "a: 1\nb: "u8, 0xFF, .. "\n"u8]);
        Assert.StartsWith($"{folder.File}:2: ", folder.Refuse().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Written_file_gives_other_processes_the_same_values()
    {
        using var folder = new ConfigurationFolder("k1: \"ab#cd\"\na: 1\na.b: 2\nk5: p=q;r=s\nlist: [x, 'y;z']\nmulti: \"l1\\nl2\\t\\\\ é 😀\"\n");
        var first = folder.Load("k4=a=b", "empty=");
        using var worker = new ConfigurationFolder(ConfigurationYaml.Write(first));
        Assert.Equal(
            first.Entries.Select(pair => (pair.Key, pair.Value.Value)),
            worker.Load().Entries.Select(pair => (pair.Key, pair.Value.Value)));
    }

    [Fact]
    public void Shipped_file_is_valid_and_has_known_keys_only()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Flink.sln")))
        {
            root = root.Parent!;
        }

        var loaded = ConfigurationFolder.LoadWith([], Path.Combine(root.FullName, "conf"));
        Assert.Equal(MemorySize.FromMebibytes(1728), loaded.Configuration.Get(TaskManagerMemoryOptions.ProcessSize));
        Assert.DoesNotContain(loaded.Warnings, warning => warning.Kind != ConfigurationWarningKind.NotImplemented);
    }
}
