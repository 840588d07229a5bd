using Pipeline3D.TestSupport;

[assembly: OnTheEmulator]
