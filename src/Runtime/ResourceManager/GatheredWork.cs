namespace Flink.Runtime.ResourceManager;

/// <summary>Work that many changes ask for: done at once after a quiet time, and at most once in a window of time after that.</summary>
/// <remarks>Belongs to one endpoint, as what it calls does.</remarks>
/// <param name="window">How long what follows is gathered.</param>
/// <param name="after">Calls back after a time, in the endpoint.</param>
/// <param name="work">What is done.</param>
internal sealed class GatheredWork(TimeSpan window, Func<TimeSpan, Action, IDisposable> after, Action work)
{
    private IDisposable? _window;
    private bool _isDoneInWindow;
    private bool _isDue;

    /// <summary>Does it now, or at the end of the window in which it has been done.</summary>
    public void Soon()
    {
        if (_isDoneInWindow)
        {
            _isDue = true;
            return;
        }

        _window?.Dispose();
        _isDue = false;
        _isDoneInWindow = true;
        _window = after(window, WindowEnded);
        work();
    }

    /// <summary>Does it at the end of the window, or with what must be done sooner: nobody waits for it, or it must not be tried again at once.</summary>
    public void Later()
    {
        _isDue = true;
        _window ??= after(window, WindowEnded);
    }

    private void WindowEnded()
    {
        _window = null;
        _isDoneInWindow = false;
        if (_isDue)
        {
            Soon();
        }
    }
}
