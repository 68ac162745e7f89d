using System.Resources;
using System.Runtime.InteropServices;
using Flink.Runtime.Programs;
using Microsoft.CodeAnalysis;
using Microsoft.Extensions.Logging.Abstractions;

namespace Flink.Runtime.Tests.Programs;

/// <summary>What a published folder holds beside its entry assembly.</summary>
public sealed class ProgramContentTests : IDisposable
{
    private const string CallsProbe = """
        using System.Runtime.InteropServices;
        return Native.GetPid() == System.Environment.ProcessId ? 7 : 8;
        static class Native { [DllImport("probe", EntryPoint = "SystemNative_GetPid")] public static extern int GetPid(); }
        """;

    private readonly ProgramFolder _folder = new();
    private readonly ProgramLoader _loader = new(50, NullLogger<ProgramLoader>.Instance);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("libprobe.so")]
    [InlineData("runtimes/{rid}/native/libprobe.so")]
    public async Task Native_library_is_found_without_a_list_of_dependencies(string place)
    {
        CopyNative(place.Replace("{rid}", RuntimeInformation.RuntimeIdentifier, StringComparison.Ordinal));

        Assert.Equal(7, await Run(_folder.Compile("Caller", CallsProbe)));
    }

    [Fact]
    public async Task Native_library_and_assembly_for_one_platform_are_found_by_the_list_of_dependencies()
    {
        CopyNative("runtimes/linux/native/libprobe.so");
        var library = _folder.LibraryAt("runtimes/unix/lib/net10.0/Placed.dll", "Placed", "public static class Placed { public static int Number => 35; }");
        var program = _folder.Compile(
            "Caller", CallsProbe.Replace("? 7", "? 7 + Placed.Number", StringComparison.Ordinal), libraries: library);
        _folder.Write("Caller.deps.json", """
            {
              "runtimeTarget": { "name": ".NETCoreApp,Version=v10.0", "signature": "" },
              "targets": { ".NETCoreApp,Version=v10.0": {
                "Caller/1.0.0": { "dependencies": { "Placed": "1.0.0" }, "runtime": { "Caller.dll": {} } },
                "Placed/1.0.0": { "runtimeTargets": {
                  "runtimes/unix/lib/net10.0/Placed.dll": { "rid": "unix", "assetType": "runtime", "assemblyVersion": "0.0.0.0", "fileVersion": "0.0.0.0" },
                  "runtimes/linux/native/libprobe.so": { "rid": "linux", "assetType": "native", "fileVersion": "0.0.0.0" } } } } },
              "libraries": {
                "Caller/1.0.0": { "type": "project", "serviceable": false, "sha512": "" },
                "Placed/1.0.0": { "type": "package", "serviceable": true, "sha512": "", "path": "placed/1.0.0" } }
            }
            """);

        Assert.Equal(42, await Run(program));
    }

    [Fact]
    public async Task Native_library_that_is_missing_is_named_with_the_program()
    {
        var program = _folder.Compile("Caller", CallsProbe);

        var error = await Assert.ThrowsAsync<ProgramException>(() => Run(program));

        Assert.StartsWith($"The program {program} needs a native library that is not in its folder, or that lacks another one: Unable to load shared library 'probe'", error.Message);
    }

    [Fact]
    public async Task Satellite_assemblies_give_the_texts_of_their_culture()
    {
        const string body = """
            var texts = new System.Resources.ResourceManager("Texts", typeof(Anchor).Assembly);
            return texts.GetString("count", new System.Globalization.CultureInfo(args[0])).Length;
            """;
        var library = _folder.LibraryAt("Texts.dll", "Texts", "public class Anchor { }", Texts("Texts.resources", "one"));
        foreach (var (culture, text) in (ReadOnlySpan<(string, string)>)[("de", "zweizwei"), ("de-AT", "dreidreidrei")])
        {
            _folder.LibraryAt(
                $"{culture}/Texts.resources.dll", "Texts.resources", $"""[assembly: System.Reflection.AssemblyCulture("{culture}")]""", Texts($"Texts.{culture}.resources", text));
        }

        var entry = _loader.Load(_folder.Compile("Reader", body, libraries: library)).FindEntryPoint(null);

        Assert.Equal(3, await entry.InvokeAsync(["fr"]));
        Assert.Equal(8, await entry.InvokeAsync(["de"]));
        Assert.Equal(12, await entry.InvokeAsync(["de-AT"]));
    }

    [Fact]
    public async Task Content_files_are_found_beside_the_entry_assembly_and_count_as_content()
    {
        var program = _folder.Compile(
            "Reader", """return System.IO.File.ReadAllText(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(typeof(Anchor).Assembly.Location), "data", "text.txt")).Length; class Anchor { }""");
        _folder.Write("data/text.txt", "four");
        var first = _loader.Load(program);
        Assert.Equal(4, await first.FindEntryPoint(null).InvokeAsync([]));
        _folder.Write("data/text.txt", "more than four");

        Assert.NotSame(first, _loader.Load(program));
    }

    [Fact]
    public async Task Damaged_dependency_is_named_with_the_program()
    {
        var library = _folder.Library("Broken", "public static class Broken { public static int Number => 2; }");
        var program = _folder.Compile("Needy", "return Inner(); static int Inner() => Broken.Number;", libraries: library);
        File.WriteAllBytes(library, [.. File.ReadAllBytes(library).Take(300)]);

        var error = await Assert.ThrowsAsync<ProgramException>(() => Run(program));

        Assert.StartsWith($"The program {program} needs ", error.Message);
        Assert.Contains("Broken", error.Message);
        Assert.Contains("damaged", error.Message);
    }

    [Fact]
    public void Loading_leaves_nothing_behind_in_the_folder()
    {
        var program = _folder.Compile("Caller", "return 0;");
        var before = Directory.GetFileSystemEntries(_folder.Path, "*", SearchOption.AllDirectories);
        _loader.Load(program);
        using var exclusive = new FileStream(program, FileMode.Open, FileAccess.ReadWrite, FileShare.None);

        Assert.Equal(before, Directory.GetFileSystemEntries(_folder.Path, "*", SearchOption.AllDirectories));
    }

    private static ResourceDescription Texts(string name, string text)
    {
        var stream = new MemoryStream();
        using (var writer = new ResourceWriter(stream))
        {
            writer.AddResource("count", text);
            writer.Generate();
            return new ResourceDescription(name, Copy(stream.ToArray()), isPublic: true);
        }

        static Func<Stream> Copy(byte[] bytes) => () => new MemoryStream(bytes);
    }

    // Any library under a name that nobody else has.
    private void CopyNative(string place)
    {
        var path = Path.Combine(_folder.Path, place);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Copy(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "libSystem.Native.so"), path);
    }

    private Task<int> Run(string program) => _loader.Load(program).FindEntryPoint(null).InvokeAsync([]);
}
