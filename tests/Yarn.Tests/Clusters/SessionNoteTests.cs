using Flink.Core.Configuration;
using Flink.Yarn.Clusters;

namespace Flink.Yarn.Tests.Clusters;

public sealed class SessionNoteTests : IDisposable
{
    private const string Application = "application_1700000000000_0001";

    private readonly string _folder = Directory.CreateTempSubdirectory("flink-note-").FullName;

    private FlinkConfiguration Configuration => FlinkConfiguration.Empty.With("yarn.properties-file.location", _folder);

    private string NoteFile => Path.Combine(_folder, $".yarn-properties-{Environment.UserName}");

    [Fact]
    public void What_was_noted_last_is_read()
    {
        Assert.Null(SessionNote.TryRead(Configuration));

        SessionNote.Write(Configuration, "application_1700000000000_0000");
        SessionNote.Write(Configuration, Application);

        Assert.Equal(Application, SessionNote.TryRead(Configuration));
    }

    [Fact]
    public void File_of_Apache_Flinks_tools_is_read()
    {
        File.WriteAllText(NoteFile, $"#Generated YARN properties file\n#Thu Nov 26 08:20:20 UTC 2026\ndynamicPropertiesString=\napplicationID={Application}\n");
        Assert.Equal(Application, SessionNote.TryRead(Configuration));
    }

    [Fact]
    public void File_that_names_no_application_names_none()
    {
        File.WriteAllText(NoteFile, "parallelism=4\n");
        Assert.Null(SessionNote.TryRead(Configuration));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
