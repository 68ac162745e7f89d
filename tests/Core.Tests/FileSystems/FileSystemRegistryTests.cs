using Flink.Core.Configuration;
using Flink.Core.FileSystems;
using Flink.Core.Plugins;

namespace Flink.Core.Tests.FileSystems;

public class FileSystemRegistryTests : TempFolder
{
    [Theory]
    [InlineData("s3a://bucket/key", "s3")]
    [InlineData("hdfs://nn/x", "hdfs")]
    [InlineData("wasbs://c/x", "abfs")]
    public void An_unknown_scheme_names_the_plug_in_that_brings_it(string path, string plugin)
    {
        var error = Assert.Throws<FlinkException>(() => new FileSystemRegistry().For(FilePath.Parse(path)));
        Assert.Contains($"'{FilePath.Parse(path).Scheme}'", error.Message, StringComparison.Ordinal);
        Assert.Contains($"plugins/{plugin}/", error.Message, StringComparison.Ordinal);
        Assert.Contains("known: file", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_registered_file_system_is_made_once_with_the_configuration()
    {
        var made = new List<string>();
        var systems = new FileSystemRegistry(FlinkConfiguration.Empty.With("x.key", "value"));
        systems.Register("xx", configuration =>
        {
            made.Add(configuration.GetText("x.key")!);
            return new LocalFileSystem();
        });
        systems.Register("yy", _ => throw new InvalidOperationException("never asked for"));

        Assert.IsType<LocalFileSystem>(systems.For(FilePath.Parse("/a")));
        Assert.Empty(made);
        Assert.Same(systems.For(FilePath.Parse("xx://a/b")), systems.For(FilePath.Parse("xx://c/d")));
        Assert.Equal(["value"], made);
    }

    [Fact]
    public void Other_values_make_a_file_system_anew_and_the_same_ones_do_not()
    {
        var systems = new FileSystemRegistry();
        systems.Register("xx", _ => new LocalFileSystem());
        var path = FilePath.Parse("xx://a/b");
        var first = systems.For(path);

        systems.Configure(FlinkConfiguration.Empty);
        Assert.Same(first, systems.For(path));

        systems.Configure(FlinkConfiguration.Empty.With("x.key", "other"));
        Assert.NotSame(first, systems.For(path));
    }

    [Fact]
    public void Plug_ins_are_looked_for_at_the_first_path_of_a_scheme_that_nobody_registered()
    {
        var opened = 0;
        var systems = new FileSystemRegistry(FlinkConfiguration.Empty, () =>
        {
            opened++;
            return PluginCatalog.Open(Root.LocalPath);
        });
        systems.Register("xx", _ => new LocalFileSystem());

        systems.For(FilePath.Parse("/a"));
        systems.For(FilePath.Parse("xx://a/b"));
        Assert.Equal(0, opened);

        var error = Assert.Throws<FlinkException>(() => systems.For(FilePath.Parse("s3://bucket/key")));
        Assert.Equal(1, opened);
        Assert.Contains($"{Root.LocalPath}/s3/", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_scheme_is_registered_once()
    {
        var systems = new FileSystemRegistry();
        Assert.Throws<ArgumentException>(() => systems.Register("file", _ => new LocalFileSystem()));
        Assert.Throws<ArgumentException>(() => systems.Register("Not A Scheme", _ => new LocalFileSystem()));
    }
}
