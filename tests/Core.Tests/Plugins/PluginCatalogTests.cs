using System.Runtime.Loader;
using Flink.Core.Configuration;
using Flink.Core.FileSystems;
using Flink.Core.Plugins;
using Flink.Core.Tests.FileSystems;

namespace Flink.Core.Tests.Plugins;

public class PluginCatalogTests : TempFolder
{
    private static readonly string BuiltPlugins = Path.Combine(AppContext.BaseDirectory, "plugins");

    [Fact]
    public void A_plug_in_is_known_without_being_loaded_and_loaded_when_it_is_needed()
    {
        var catalog = PluginCatalog.Open(BuiltPlugins);
        var manifest = Assert.Single(catalog.Manifests);
        var registry = new FileSystemRegistry(FlinkConfiguration.Empty.With("memory.greeting", "hi"), () => catalog);

        Assert.Empty(catalog.Problems);
        Assert.Equal(("memory", "1.2.3"), (manifest.Name, manifest.Version));
        Assert.Equal(manifest, catalog.Find(PluginKinds.FileSystem, "memory"));
        Assert.Equal(["forgotten", "memory"], catalog.NamesOf(PluginKinds.FileSystem));
        Assert.False(catalog.IsLoaded("memory"));

        var path = FilePath.Parse("memory://x/greeting");
        using var reader = new StreamReader(registry.For(path).OpenRead(path));
        Assert.Equal("hi", reader.ReadToEnd());
        Assert.True(catalog.IsLoaded("memory"));
    }

    [Fact]
    public void A_plug_in_lives_in_a_load_context_of_its_own_and_shares_the_contracts()
    {
        var first = PluginCatalog.Open(BuiltPlugins).Load<FileSystemFactory>(PluginKinds.FileSystem, "memory")(FlinkConfiguration.Empty);
        var second = PluginCatalog.Open(BuiltPlugins).Load<FileSystemFactory>(PluginKinds.FileSystem, "memory")(FlinkConfiguration.Empty);
        var context = AssemblyLoadContext.GetLoadContext(first.GetType().Assembly)!;

        Assert.NotSame(AssemblyLoadContext.Default, context);
        Assert.False(context.IsCollectible);
        Assert.NotSame(first.GetType(), second.GetType());
        Assert.Same(typeof(FileSystem), first.GetType().BaseType);
    }

    [Fact]
    public void Keys_of_a_plug_in_are_known_by_their_prefix()
    {
        var options = PluginCatalog.Open(BuiltPlugins).AddTo(KnownOptions.BuiltIn);
        Assert.Null(KnownOptions.BuiltIn.FindPrefix("memory.greeting"));
        Assert.True(options.FindPrefix("memory.greeting")!.IsSupported);
    }

    [Fact]
    public void Bad_manifests_are_reported_and_hide_no_other_plug_in()
    {
        Install("good", """{"name": "good", "offers": [{"kind": "greeting", "names": ["hello"]}]}""");
        Install("broken", "{ \"name\": \n oops }");
        Install("second", """{"name": "second", "offers": [{"kind": "greeting", "names": ["hello"]}]}""");
        Directory.CreateDirectory(Root.Child("empty").LocalPath);
        File.WriteAllText(Root.Child("README.txt").LocalPath, "not a plug-in");

        var catalog = PluginCatalog.Open(Root.LocalPath);

        Assert.Equal(["good"], catalog.Manifests.Select(manifest => manifest.Name));
        Assert.Equal(["broken", "empty", "second"], catalog.Problems.Select(problem => FolderOf(problem.File)));
        Assert.All(catalog.Problems, problem => Assert.Contains(problem.File, problem.Message, StringComparison.Ordinal));
        Assert.Contains("line 2", catalog.Problems[0].Message, StringComparison.Ordinal);
        Assert.Contains("offered by the plug-in 'good' already", catalog.Problems[2].Message, StringComparison.Ordinal);
        var error = Assert.Throws<FlinkException>(() => catalog.Load<string>("greeting", "bye"));
        Assert.Contains("there are hello", error.Message, StringComparison.Ordinal);
        Assert.Contains("broken", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"name": "other", "offers": [{"kind": "a", "names": ["b"]}]}""", "its folder is 'p'")]
    [InlineData("""{"name": "p"}""", "'offers' is missing or empty")]
    [InlineData("""{"name": "p", "offers": [{"kind": "a"}]}""", "no 'names'")]
    [InlineData("""{"name": "p", "offers": [{"names": ["b"]}]}""", "'kind' is missing")]
    [InlineData("""{"offers": [{"kind": "a", "names": ["b"]}]}""", "'name' is missing")]
    [InlineData("""{"name": "p", "version": "", "offers": []}""", "'version' is missing")]
    [InlineData("""{"name": "p", "assembly": "../x.dll", "offers": [{"kind": "a", "names": ["b"]}]}""", "beside the manifest")]
    [InlineData("""{"name": "p", "assembly": "no.dll", "offers": [{"kind": "a", "names": ["b"]}]}""", "does not exist")]
    [InlineData("""{"name": "p", "configuration": ["s3"], "offers": [{"kind": "a", "names": ["b"]}]}""", "does not end in a dot")]
    [InlineData("""{"name": "p", "colour": "red", "offers": []}""", "colour")]
    [InlineData("""{"name": 5}""", "line 1")]
    [InlineData("null", "null instead of an object")]
    [InlineData("", "line 1")]
    public void A_wrong_manifest_says_what_is_wrong_with_it(string manifest, string expected)
    {
        Install("p", manifest);
        var problem = Assert.Single(PluginCatalog.Open(Root.LocalPath).Problems);
        Assert.Contains(expected, problem.Message, StringComparison.Ordinal);
        Assert.Contains(Root.Child("p/plugin.json").LocalPath, problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MemoryPlugin", "offered-only-on-paper", "does not register it")]
    [InlineData("ThrowingPlugin", "hello", "no native library for this machine")]
    [InlineData("TalkativePlugin", "hello", "which its manifest does not name")]
    [InlineData("NotAPlugin", "hello", "implements IPlugin")]
    [InlineData("Missing", "hello", "has no class")]
    public void A_plug_in_that_does_not_keep_its_word_is_named(string factory, string name, string expected)
    {
        Install("p", $$"""
            {"name": "p", "factory": "Flink.Assets.MemoryPlugin.{{factory}}", "offers": [
              {"kind": "greeting", "names": ["hello", "offered-only-on-paper"]}, {"kind": "file-system", "names": ["memory"]}]}
            """);
        var catalog = PluginCatalog.Open(Root.LocalPath);
        var error = Assert.Throws<FlinkException>(() => catalog.Load<Func<string>>("greeting", name));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Contains("'p'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_contract_of_another_type_is_refused()
    {
        var error = Assert.Throws<FlinkException>(() => PluginCatalog.Open(BuiltPlugins).Load<Func<int>>("greeting", "hello"));
        Assert.Contains("built for another version", error.Message, StringComparison.Ordinal);
        Assert.Equal("hello", PluginCatalog.Open(BuiltPlugins).Load<Func<string>>("greeting", "hello")());
    }

    [Fact]
    public void An_assembly_that_is_none_is_named()
    {
        Install("p", """{"name": "p", "offers": [{"kind": "a", "names": ["b"]}]}""");
        File.WriteAllText(Root.Child("p/Flink.Assets.MemoryPlugin.dll").LocalPath, "text");
        var error = Assert.Throws<FlinkException>(() => PluginCatalog.Open(Root.LocalPath).Load<string>("a", "b"));
        Assert.Contains("'p'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_is_not_there_has_no_plug_ins()
    {
        var catalog = PluginCatalog.Open(Root.Child("none").LocalPath);
        Assert.Empty(catalog.Manifests);
        Assert.Empty(catalog.Problems);
        Assert.Contains("none is there", Assert.Throws<FlinkException>(() => catalog.Load<string>("a", "b")).Message, StringComparison.Ordinal);
    }

    private string FolderOf(string file) => file[(Root.LocalPath.Length + 1)..].Split(Path.DirectorySeparatorChar)[0];

    // A plug-in folder with the built assembly; what the manifest leaves out and is not the matter of the test is filled in.
    private void Install(string name, string manifest)
    {
        var folder = Root.Child(name);
        Directory.CreateDirectory(folder.LocalPath);
        File.Copy(
            Path.Combine(BuiltPlugins, "memory", "Flink.Assets.MemoryPlugin.dll"), folder.Child("Flink.Assets.MemoryPlugin.dll").LocalPath);
        if (manifest.StartsWith("{\"", StringComparison.Ordinal) && manifest.EndsWith('}'))
        {
            manifest = Fill(manifest, "version", "1");
            manifest = Fill(manifest, "assembly", "Flink.Assets.MemoryPlugin.dll");
            manifest = Fill(manifest, "factory", "Flink.Assets.MemoryPlugin.MemoryPlugin");
        }

        File.WriteAllText(folder.Child(PluginManifest.FileName).LocalPath, manifest);
    }

    private static string Fill(string manifest, string property, string value) =>
        manifest.Contains($"\"{property}\"", StringComparison.Ordinal)
            ? manifest
            : $"{manifest.TrimEnd()[..^1]}, \"{property}\": \"{value}\"}}";
}
